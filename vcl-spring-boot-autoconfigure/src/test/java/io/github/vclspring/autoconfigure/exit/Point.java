/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.exit;

/** A point in the life of {@link ExitApplication}, in the order in which it comes there. */
enum Point {
    /** Spring's shutdown hook begins before there is anything of VCL's, in a start that would fail. */
    BEFORE_AUTO_CONFIGURATION,
    BEFORE_ATTACH,
    ATTACHING,
    REGISTERING_A_WORKER,
    ATTACHED,
    /** The context that failed because its server could not listen is being closed. */
    LISTEN_REFUSED,
    /** The same, while the event loops are being stopped. */
    LISTEN_REFUSED_AND_STOPPING,
    SERVING,
    CLOSING,
    STOPPING,
    DESTROYING,
    DESTROYED;

    /** Returns whether somebody else has the server's port. */
    boolean isRefused() {
        return this == BEFORE_AUTO_CONFIGURATION || this == LISTEN_REFUSED || this == LISTEN_REFUSED_AND_STOPPING;
    }

    boolean isOfTheStart() {
        return compareTo(SERVING) < 0;
    }
}
