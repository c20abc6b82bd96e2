/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

/**
 * How a command ended.
 *
 * @param exitCode its status; 128 and the signal's number after a signal
 * @param stdout what it wrote to its standard output
 * @param stderr what it wrote to its standard error
 */
public record CommandResult(int exitCode, String stdout, String stderr) {

    /**
     * Insists on success.
     *
     * @return this result
     * @throws IllegalStateException where the exit code is not zero, with all the output
     */
    public CommandResult orThrow() {
        if (exitCode != 0) {
            throw new IllegalStateException(toString());
        }
        return this;
    }

    @Override
    public String toString() {
        return "exit code " + exitCode + "\n" + stdout + stderr;
    }
}
