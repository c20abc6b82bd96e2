/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.Internal;

/** The states of a worker, in the order in which it passes through them when VPP stops. */
@Internal
public enum WorkerState {
    /** It is attached to VPP. */
    ATTACHED,
    /** VPP has closed the app socket, but VCL has not noticed yet. It would send to a queue that nobody reads. */
    CLOSING,
    /** VCL has noticed. Queues and fifos no longer exist, and the sessions of the attach epoch must be closed. */
    DETACHED,
    /** The sessions of the past attach epoch are closed, and the next epoch may begin. */
    CLEARED,
    /** Its thread no longer calls VCL. */
    STOPPED;

    /** Returns whether it no longer uses memory that VCL unmaps when VPP stops. */
    boolean isCleared() {
        return this == CLEARED || this == STOPPED;
    }

    /** Returns whether it has lost VPP and has not re-attached. */
    boolean isWithoutVpp() {
        return this == CLOSING || this == DETACHED || this == CLEARED;
    }
}
