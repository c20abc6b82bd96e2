/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import org.jspecify.annotations.Nullable;

/**
 * The result of one check of a {@link VclDiagnosis}.
 *
 * @param name what was checked, such as {@code app-socket}
 * @param result the outcome
 * @param message what was found
 * @param remedy what to do, null if there is nothing to do
 */
public record VclCheck(
        String name,
        Result result,
        String message,
        @Nullable String remedy) {

    /** The outcome of a check. */
    public enum Result {
        /** No problem was found. */
        OK,
        /** It works, but there is a problem. */
        WARNING,
        /** It does not work. */
        FAILED,
        /** It could not be checked, or does not apply. */
        SKIPPED
    }

    /** Creates the result of a check that found no problem. */
    public static VclCheck ok(String name, String message) {
        return new VclCheck(name, Result.OK, message, null);
    }

    /** Creates a warning. */
    public static VclCheck warning(String name, String message, String remedy) {
        return new VclCheck(name, Result.WARNING, message, remedy);
    }

    /** Creates a failure. */
    public static VclCheck failed(String name, String message, String remedy) {
        return new VclCheck(name, Result.FAILED, message, remedy);
    }

    /** Creates the result of a skipped check. */
    public static VclCheck skipped(String name, String message) {
        return new VclCheck(name, Result.SKIPPED, message, null);
    }
}
