/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

/** Thrown for a call that would crash VPP's own library, or hang in it silently. The message says which, and why. */
public final class LoopbackMisuseException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    LoopbackMisuseException(String message) {
        super(message);
    }
}
