/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import java.io.Serial;
import java.net.BindException;

/** VCL cannot bind to an address, or listen at it. */
public final class VclBindException extends BindException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Another application of VPP, or another channel of this one, has it. */
        ADDRESS_IN_USE,
        /** No interface of VPP has it. */
        ADDRESS_NOT_AVAILABLE,
        /** VPP gives another reason, or none. */
        REFUSED
    }

    private final Reason reason;

    VclBindException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns why. */
    public Reason reason() {
        return reason;
    }
}
