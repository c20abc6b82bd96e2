/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

/** Is notified of changes. Called on the event loop that noticed, or on the closing thread: it must return at once. */
@FunctionalInterface
public interface VclStateListener {

    /** The state was the one and is the other; the first attachment comes {@code from} {@link VclState#STARTING}. */
    void stateChanged(VclState from, VclState to);
}
