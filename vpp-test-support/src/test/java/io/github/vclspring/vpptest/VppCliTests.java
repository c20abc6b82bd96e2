/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VppCliTests {

    @ParameterizedTest
    @CsvSource({
        "foo bar,                   unknown input `foo bar'",
        "show foo,                  show: unknown input `foo'",
        "sh int foo,                show interface: unknown input `foo'",
        "set int state foo up,      set interface state: unknown interface `foo up'",
    })
    void knowsARefusal(String command, String answer) {
        assertThat(VppCli.isRefusal(command, answer)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "show version,              vpp v26.06-release",
        "show session,              Thread 0: no sessions",
        "create loopback interface, loop0",
        "show threads,              ''",
    })
    void takesOtherAnswersForAnswers(String command, String answer) {
        assertThat(VppCli.isRefusal(command, answer)).isFalse();
    }
}
