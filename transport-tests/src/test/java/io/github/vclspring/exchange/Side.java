/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

/** The two ends of a connection. */
enum Side {
    /** The end that connects. */
    CLIENT,
    /** The end that accepts. */
    SERVER;

    Side other() {
        return this == CLIENT ? SERVER : CLIENT;
    }
}
