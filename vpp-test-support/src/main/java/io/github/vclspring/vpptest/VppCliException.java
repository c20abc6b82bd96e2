/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

/** VPP did not understand a command, or refused it. */
public final class VppCliException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    VppCliException(String command, String answer) {
        super(command + ": " + answer);
    }
}
