/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A loop's time is idle, busy or spun away; nothing is counted twice, and nothing is lost. */
class VclWorkerStatsTests {

    private final VclWorkerStats stats = new VclWorkerStats();

    @Test
    void timeBetweenTwoTurnsIsWork() {
        stats.iterationBegins(1_000);
        stats.iterationBegins(1_700);
        assertThat(stats.busyNanos).isEqualTo(700);
        assertThat(stats.idleNanos).isZero();
        assertThat(stats.maxBusyNanos(1_700)).isEqualTo(700);
    }

    @Test
    void sleepIsNoWork() {
        stats.iterationBegins(1_000);
        stats.asleep = true;
        assertThat(stats.iterationNanos(4_000)).as("while it sleeps").isZero();
        stats.slept(5_000);
        assertThat(stats.iterationNanos(5_400)).isEqualTo(400);
        stats.iterationBegins(5_500);
        assertThat(stats.idleNanos).isEqualTo(4_000);
        assertThat(stats.busyNanos).isEqualTo(500);
        assertThat(stats.maxBusyNanos(5_500)).isEqualTo(500);
    }

    @Test
    void spinningIsNeitherWorkNorIdle() {
        stats.iterationBegins(1_000);
        stats.spun();
        stats.iterationBegins(1_300);
        assertThat(stats.spinNanos).isEqualTo(300);
        assertThat(stats.busyNanos).isZero();
        stats.iterationBegins(1_400);
        assertThat(stats.spinNanos).as("one iteration at a time").isEqualTo(300);
    }

    @Test
    void theLongestTurnIsForgottenAfterAWhile() {
        long second = TimeUnit.SECONDS.toNanos(1);
        stats.iterationBegins(second);
        stats.iterationBegins(3 * second);
        assertThat(stats.maxBusyNanos(12 * second)).isEqualTo(2 * second);
        stats.iterationBegins(3 * second + 1);
        stats.asleep = true;
        stats.slept(14 * second);
        stats.iterationBegins(14 * second + 5);
        assertThat(stats.maxBusyNanos(15 * second)).as("of the window before").isEqualTo(2 * second);
        assertThat(stats.maxBusyNanos(40 * second)).as("nothing was seen since").isZero();
    }

    @Test
    void everySessionIsOpenOrClosedForOneCause() {
        stats.openSessions = 3;
        stats.countClosed(VclCloseCause.PEER);
        stats.countClosed(VclCloseCause.RESET);
        assertThat(stats.openSessions).isEqualTo(1);
        assertThat(stats.closed()).isEqualTo(2);
        assertThat(stats.closed(VclCloseCause.PEER)).isEqualTo(1);
        assertThat(stats.closed(VclCloseCause.LOCAL)).isZero();
    }
}
