/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

/** Ends the command with one line that says what is wrong and what to do, and with status 2. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    Refusal(String problem, String remedy) {
        super(problem + ". " + remedy + ".");
    }
}
