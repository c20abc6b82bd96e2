/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

/** Listens for state changes. Called on the event loop that noticed, or on the closing thread, so it must not block. */
@FunctionalInterface
public interface VclStateListener {

    /** Called when the state has changed. On the first attachment, {@code from} is {@link VclState#STARTING}. */
    void stateChanged(VclState from, VclState to);
}
