/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTests {

    @Test
    void withoutArgumentsEverythingIsMeasured() {
        assertThat(Options.parse(List.of()).scenarios()).isEqualTo(Scenario.all());
    }

    @Test
    void aFamilyStandsForItsMembers() {
        assertThat(Options.parse(List.of("plaintext")).scenarios())
                .extracting(Scenario::name)
                .containsExactly("plaintext-1", "plaintext-16", "plaintext-64", "plaintext-256", "plaintext-1000");
        assertThat(Options.parse(List.of("plaintext-1")).scenarios())
                .extracting(Scenario::name)
                .containsExactly("plaintext-1");
    }

    @Test
    void readsTheOptions() {
        Options options = Options.parse(List.of("json", "--short", "--compare", "a.json"));
        assertThat(options.isShort()).isTrue();
        assertThat(options.compareWith()).isEqualTo(Path.of("a.json"));
        assertThat(options.docs()).isFalse();
    }

    @Test
    void anUnknownScenarioIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Options.parse(List.of("plain")))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("There is no scenario plain. Choose from plaintext-1, plaintext-16");
    }

    @Test
    void anUnknownOptionIsRefused() {
        assertThatThrownBy(() -> Options.parse(List.of("--fast")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("There is no option --fast")
                .hasMessageContaining("Usage: benchmarks/run");
    }

    @Test
    void compareNeedsAFile() {
        assertThatThrownBy(() -> Options.parse(List.of("--compare"))).isInstanceOf(Refusal.class);
    }

    @Test
    void noTwoRowsAreTheSame() {
        Plan plan = new Plan(Scenario.all());
        assertThat(plan.rows()).extracting(Row::key).doesNotHaveDuplicates();
    }

    @Test
    void theKernelIsMeasuredWithoutAVpp() {
        new Plan(Scenario.all())
                .labs()
                .forEach((lab, setups) -> setups.keySet()
                        .forEach(setup -> assertThat(setup.transport().isVcl()).isEqualTo(lab.needsVpp())));
    }
}
