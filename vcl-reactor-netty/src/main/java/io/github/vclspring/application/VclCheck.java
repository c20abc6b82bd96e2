/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import org.jspecify.annotations.Nullable;

/**
 * The result of one check of a {@link VclDiagnosis}.
 *
 * @param name what was looked at, such as {@code app-socket}
 * @param result how it is
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
        /** As it should be. */
        OK,
        /** It works, and is not as it should be. */
        WARNING,
        /** It does not work. */
        FAILED,
        /** It could not be looked at, or does not apply. */
        SKIPPED
    }

    /** All is well. */
    public static VclCheck ok(String name, String message) {
        return new VclCheck(name, Result.OK, message, null);
    }

    /** Not as it should be. */
    public static VclCheck warning(String name, String message, String remedy) {
        return new VclCheck(name, Result.WARNING, message, remedy);
    }

    /** Does not work. */
    public static VclCheck failed(String name, String message, String remedy) {
        return new VclCheck(name, Result.FAILED, message, remedy);
    }

    /** Not looked at. */
    public static VclCheck skipped(String name, String message) {
        return new VclCheck(name, Result.SKIPPED, message, null);
    }
}
