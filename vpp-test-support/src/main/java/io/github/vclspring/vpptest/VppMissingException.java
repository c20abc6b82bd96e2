/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

/** Says why no VPP can be started here. */
public final class VppMissingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    VppMissingException(String reason) {
        super(reason);
    }
}
