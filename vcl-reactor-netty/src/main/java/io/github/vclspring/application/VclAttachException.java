/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown if attaching to VPP fails. The message states what failed and why, {@link #remedy()} what to do. */
public class VclAttachException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The reason for the failure. */
    public enum Reason {
        /** Neither the configuration nor the environment names an app socket. */
        APP_SOCKET_UNSET,
        /** The app socket does not exist. */
        APP_SOCKET_MISSING,
        /** The file is not a socket. */
        APP_SOCKET_NOT_A_SOCKET,
        /** The process may not write to it, or may not search its directory. */
        APP_SOCKET_FORBIDDEN,
        /** The socket exists, but nothing listens on it. */
        APP_SOCKET_REFUSED,
        /** VPP refused the application. */
        ATTACH_REFUSED,
        /** VPP attached the application, but refused one of its workers. */
        WORKER_REFUSED,
        /** VPP accepted the request but does not answer. The waiting thread cannot be interrupted. */
        NO_ANSWER,
        /** The JVM is shutting down, the application was released, or the waiting thread was interrupted. */
        INTERRUPTED,
        /** The library and the VPP behind the app socket are of different releases. */
        RELEASE_MISMATCH,
        /** The process has an application with another configuration, or one that does not end. */
        OTHER_CONFIGURATION;

        /** Returns whether a VPP that is still starting may cause this, so that a retry may succeed. */
        public boolean mayPass() {
            return switch (this) {
                case APP_SOCKET_MISSING, APP_SOCKET_FORBIDDEN, APP_SOCKET_REFUSED, ATTACH_REFUSED, WORKER_REFUSED ->
                    true;
                default -> false;
            };
        }

        /** Returns whether VPP is not running or has no room, so that the kernel may be used instead. */
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
     * Creates an exception.
     *
     * @param message what failed and why, without a trailing period
     * @param remedy one or more sentences for an operator
     * @param cause from the file system or similar; VCL and VPP provide none
     */
    public VclAttachException(Reason reason, String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.remedy = remedy;
    }

    /** Returns the reason for the failure. */
    public Reason reason() {
        return reason;
    }

    /** Returns what an operator should do, in one or more sentences. */
    public String remedy() {
        return remedy;
    }
}
