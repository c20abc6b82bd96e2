/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.exit;

/** What hits {@link ExitApplication} at a {@link Point}. */
enum Road {
    TERM,
    /** SIGTERM, in an application that Spring Boot's shutdown hook does not close. */
    TERM_WITHOUT_SPRINGS_HOOK,
    TERM_TWICE,
    /** SIGTERM, and Spring Boot's shutdown hook dies by an exception of a listener. */
    TERM_AND_SPRINGS_HOOK_FAILS,
    INT,
    /** {@link Thread#interrupt} of the main thread. */
    INTERRUPT,
    /** {@link Runtime#halt}, which runs no shutdown hook. Only a real VPP's library survives it. */
    HALT,
    /** Nothing: it serves until it is ended from outside. */
    NONE;

    /** The status of {@link Runtime#halt}, and of {@link System#exit} where an interrupt ends nothing. */
    static final int STATUS = 3;

    /** Returns whether it can hit the process at that point. */
    boolean leadsTo(Point point) {
        return switch (this) {
            // a context whose listeners fail does not get further
            case TERM_AND_SPRINGS_HOOK_FAILS -> point.compareTo(Point.SERVING) <= 0;
            case NONE -> false;
            default -> true;
        };
    }

    /** The JVM's own status at its end. */
    int status(Point point) {
        return switch (this) {
            case TERM, TERM_WITHOUT_SPRINGS_HOOK, TERM_TWICE, TERM_AND_SPRINGS_HOOK_FAILS, NONE -> 128 + 15;
            case INT -> 128 + 2;
            case HALT -> STATUS;
            case INTERRUPT -> {
                if (point.isOfTheStart()) {
                    yield 1;
                }
                yield point == Point.SERVING ? STATUS : 0;
            }
        };
    }
}
