/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import java.io.Serial;
import java.net.BindException;

/** Thrown if VCL cannot bind to an address or listen on it. */
public final class VclBindException extends BindException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The reason for the failure. */
    public enum Reason {
        /** Another VPP application, or another channel of this one, uses the address. */
        ADDRESS_IN_USE,
        /** No VPP interface has the address. */
        ADDRESS_NOT_AVAILABLE,
        /** VPP gives another reason, or none. */
        REFUSED
    }

    private final Reason reason;

    VclBindException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns the reason for the failure. */
    public Reason reason() {
        return reason;
    }
}
