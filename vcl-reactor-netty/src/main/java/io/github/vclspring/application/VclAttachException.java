/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** VPP cannot be attached to. The message describes what failed and why, {@link #remedy()} what to do. */
public class VclAttachException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Reason {
        /** Neither the configuration nor the environment names an app socket. */
        APP_SOCKET_UNSET,
        /** There is no such file. */
        APP_SOCKET_MISSING,
        /** The file is no socket. */
        APP_SOCKET_NOT_A_SOCKET,
        /** The process may not write to it. */
        APP_SOCKET_FORBIDDEN,
        /** The socket is there, and nobody listens. */
        APP_SOCKET_REFUSED,
        /** VPP answered no. */
        ATTACH_REFUSED,
        /** VPP attached the application and refused one of its workers. */
        WORKER_REFUSED,
        /** VPP took the request and does not answer: it hangs. The thread that asked cannot be called back. */
        NO_ANSWER,
        /** The wait for VPP was given up: the JVM ends, or its thread was interrupted. */
        INTERRUPTED,
        /** The library is of another release than the VPP behind the app socket. */
        RELEASE_MISMATCH,
        /** The process has an application with another configuration. */
        OTHER_CONFIGURATION;

        /** Returns whether a VPP that is still starting looks like this, so that another attempt may succeed. */
        public boolean mayPass() {
            return switch (this) {
                case APP_SOCKET_MISSING, APP_SOCKET_FORBIDDEN, APP_SOCKET_REFUSED, ATTACH_REFUSED, WORKER_REFUSED ->
                    true;
                default -> false;
            };
        }

        /** Returns whether VPP is not there, or has no room, so that the kernel may stand in. */
        public boolean allowsFallback() {
            return switch (this) {
                case APP_SOCKET_MISSING,
                        APP_SOCKET_FORBIDDEN,
                        APP_SOCKET_REFUSED,
                        ATTACH_REFUSED,
                        WORKER_REFUSED,
                        NO_ANSWER -> true;
                case APP_SOCKET_UNSET, APP_SOCKET_NOT_A_SOCKET, INTERRUPTED, RELEASE_MISMATCH, OTHER_CONFIGURATION ->
                    false;
            };
        }
    }

    private final Reason reason;
    private final String remedy;

    /**
     * An exception about a failed attachment.
     *
     * @param message what failed and why, without a full stop
     * @param remedy one or more sentences for an operator
     * @param cause of the file system or the like; VCL and VPP have none to give
     */
    public VclAttachException(Reason reason, String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.remedy = remedy;
    }

    /** Returns what stands in the way. */
    public Reason reason() {
        return reason;
    }

    /** Returns what to do about it, as a sentence for an operator. */
    public String remedy() {
        return remedy;
    }
}
