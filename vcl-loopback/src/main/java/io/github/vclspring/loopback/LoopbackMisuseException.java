/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

/** A call that would crash VPP's own library, or hang silently in it. The message says which of these, and why. */
public final class LoopbackMisuseException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    LoopbackMisuseException(String message) {
        super(message);
    }
}
