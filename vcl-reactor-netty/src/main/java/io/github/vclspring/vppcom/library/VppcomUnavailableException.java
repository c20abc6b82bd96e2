/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown if the library cannot be used. The message states what failed and why, {@link #remedy()} what to do. */
public class VppcomUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The reason for the failure. */
    public enum Reason {
        /** The library is in none of the system's directories, or cannot be read. */
        NOT_FOUND,
        /** The configured path contains no library. */
        PATH_WITHOUT_LIBRARY,
        /** The file is for another processor, or is not a library. */
        WRONG_ARCHITECTURE,
        /** A library that it needs is missing. */
        MISSING_DEPENDENCY,
        /** It lacks a function that every known release has. */
        MISSING_SYMBOL,
        /** Its release is older than {@link io.github.vclspring.vppcom.VppcomRelease#OLDEST_KNOWN}. */
        UNKNOWN_RELEASE,
        /** Its release is not the expected one. */
        RELEASE_MISMATCH,
        /**
         * Users other than the owner may write to the file, to a library that it needs, or to a directory above one of
         * them.
         */
        WRITABLE_BY_OTHERS,
        /** jnr-ffi, which calls the library, cannot load its own native code. */
        JNR_UNAVAILABLE,
        /**
         * The dynamic linker rejects it for another reason, the process has already loaded another library, or the file
         * was replaced meanwhile.
         */
        LINK_ERROR,
        /** No provider of that name is on the class path. */
        NO_PROVIDER;

        /**
         * Returns whether VPP is not installed, so that the kernel may be used instead. The other reasons are errors to
         * fix.
         */
        public boolean allowsFallback() {
            return this == NOT_FOUND || this == MISSING_DEPENDENCY;
        }
    }

    private final Reason reason;
    private final String remedy;

    /**
     * Creates an exception.
     *
     * @param message what failed and why, without a trailing period
     * @param remedy one or more sentences for an operator
     * @param cause from the file system or jnr-ffi; the dynamic linker's message is in {@code message}
     */
    public VppcomUnavailableException(Reason reason, String message, String remedy, @Nullable Throwable cause) {
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
