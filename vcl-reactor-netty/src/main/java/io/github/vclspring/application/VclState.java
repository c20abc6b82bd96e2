/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

/** Whether the application is attached to VPP. */
public enum VclState {
    /** Workers are being registered. */
    STARTING,
    /** All workers are attached. */
    ATTACHED,
    /** VPP is gone for all workers. */
    DETACHED,
    /** VPP is back for some of the workers. */
    REATTACHING,
    /** The application is destroyed. */
    CLOSED
}
