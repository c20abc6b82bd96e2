/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

/** The attachment state of the application. */
public enum VclState {
    /** Workers are being registered. */
    STARTING,
    /** All workers are attached. */
    ATTACHED,
    /** VPP stopped, and no worker has re-attached yet. */
    DETACHED,
    /** Some of the workers have re-attached. */
    REATTACHING,
    /** The application is destroyed. */
    CLOSED
}
