/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

/** Whether the application is attached to VPP. */
public enum VclState {
    /** Workers are being registered. */
    STARTING,
    /** All workers are attached. */
    ATTACHED,
    /** VPP stopped for all workers. */
    DETACHED,
    /** Some of the workers have re-attached. */
    REATTACHING,
    /** The application is destroyed. */
    CLOSED
}
