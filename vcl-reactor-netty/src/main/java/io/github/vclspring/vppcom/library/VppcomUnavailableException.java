/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The library cannot be used. The message describes what failed and why, {@link #remedy()} what to do. */
public class VppcomUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Reason {
        /** It is in none of the system's places. */
        NOT_FOUND,
        /** The path that was named holds none. */
        PATH_WITHOUT_LIBRARY,
        /** The file is for another processor, or is no library. */
        WRONG_ARCHITECTURE,
        /** A library that it needs is missing. */
        MISSING_DEPENDENCY,
        /** It lacks a function that every known release has. */
        MISSING_SYMBOL,
        /** Its release is older than any that the binding knows. */
        UNKNOWN_RELEASE,
        /** Everybody may write to it, or to a directory above it. */
        WORLD_WRITABLE,
        /** jnr-ffi, which calls the library, cannot load its own native code. */
        JNR_UNAVAILABLE,
        /** The dynamic linker refuses it for another reason. */
        LINK_ERROR,
        /** No provider of that name is on the class path. */
        NO_PROVIDER;

        /** Returns whether VPP is not installed, so that the kernel may stand in; the others are mistakes to be mended. */
        public boolean allowsFallback() {
            return this == NOT_FOUND || this == MISSING_DEPENDENCY;
        }
    }

    private final Reason reason;
    private final String remedy;

    /**
     * An exception about a library that cannot be used.
     *
     * @param message what failed and why, without a full stop
     * @param remedy one or more sentences for an operator
     * @param cause of the file system or of jnr-ffi; the dynamic linker's message is in {@code message}
     */
    public VppcomUnavailableException(Reason reason, String message, String remedy, @Nullable Throwable cause) {
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
