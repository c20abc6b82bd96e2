/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.Internal;

/** The states of a worker, in the order in which a stop of VPP takes it through them. */
@Internal
public enum WorkerState {
    /** VPP serves it. */
    ATTACHED,
    /** VPP has closed the app socket, and VCL does not know it yet: it would send to a queue that nobody reads. */
    CLOSING,
    /** VCL has noticed: there are no queues and fifos. The sessions of the attach epoch are still to be closed. */
    DETACHED,
    /** The sessions of the ended attach epoch are closed: the next one may begin. */
    CLEARED,
    /** Its thread does not call VCL again. */
    STOPPED;

    /** Returns whether it uses nothing any more that VCL unmaps when VPP stops. */
    boolean isCleared() {
        return this == CLEARED || this == STOPPED;
    }

    /** Returns whether VPP has stopped for it. */
    boolean isWithoutVpp() {
        return this == CLOSING || this == DETACHED || this == CLEARED;
    }
}
