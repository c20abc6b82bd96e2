/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.skippedWithReason;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs the classes at the end, which are not for Surefire, by a JUnit within JUnit. */
class VppTestTests {

    private String vppHome = System.getProperty("vpp.home", "");
    private String vppTests = System.getProperty("vpp.tests", "");

    @BeforeEach
    void remember() {
        Sample.calls.clear();
    }

    @AfterEach
    void restore() {
        set("vpp.home", vppHome);
        set("vpp.tests", vppTests);
    }

    private static void set(String property, String value) {
        if (value.isEmpty()) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    @Test
    void withoutVppEveryTestIsSkippedByNameAndNothingOfItRuns() {
        System.setProperty("vpp.home", "/nonexistent");
        System.setProperty("vpp.tests", "optional");

        Events tests = run(Sample.class);

        tests.assertStatistics(statistics -> statistics.skipped(3).started(0));
        for (String name : List.of("kills", "findsItRunning", "nested")) {
            tests.skipped()
                    .assertThatEvents()
                    .haveExactly(1, event(test(name), skippedWithReason("there is no vpp in VPP_HOME, /nonexistent")));
        }
        assertThat(Sample.calls).isEmpty();
    }

    @Test
    void withoutVppTestsThatAreRequiredFail() {
        System.setProperty("vpp.home", "/nonexistent");
        System.setProperty("vpp.tests", "required");

        Events tests = run(WithoutParameter.class);

        tests.failed()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                test("needsVpp"),
                                finishedWithFailure(message(text -> text.contains("there is no vpp in VPP_HOME")))));
        assertThat(Sample.calls).isEmpty();
    }

    /** Itself skipped by its name where there is no VPP. */
    @Nested
    @VppTest
    class WithVpp {

        @Test
        void oneVppServesAClassAndItsNestedClassesAndIsRevivedBetweenTests() {
            Events tests = run(Sample.class);

            tests.assertStatistics(statistics -> statistics.succeeded(3).skipped(0));
            assertThat(Sample.calls).hasSize(4);
            assertThat(Sample.calls.stream().map(call -> call.split(" ", 2)[1]).distinct())
                    .hasSize(1);
        }

        @Test
        void aTestDuringWhichVppDiesFails() {
            Events tests = run(Dying.class);

            tests.failed()
                    .assertThatEvents()
                    .haveExactly(
                            1, event(test("dies"), finishedWithFailure(message(text -> text.contains("ended with")))));
            tests.assertStatistics(statistics -> statistics.succeeded(1));
        }
    }

    private static Events run(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.conditions.deactivate", "")
                .selectors(selectClass(type))
                .execute()
                .testEvents();
    }

    /** Asks for one more loopback interface. */
    static final class TwoLoopbacks implements Consumer<PrivateVppBuilder> {

        @Override
        public void accept(PrivateVppBuilder builder) {
            builder.command("create loopback interface");
        }
    }

    @VppTest(TwoLoopbacks.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Sample {

        static final List<String> calls = new ArrayList<>();

        @BeforeAll
        static void prepare(PrivateVpp vpp) {
            calls.add("prepare " + vpp.vppAddress());
        }

        @Test
        @Order(1)
        void kills(PrivateVpp vpp) {
            calls.add("kills " + vpp.vppAddress());
            vpp.kill();
        }

        @Test
        @Order(2)
        void findsItRunning(PrivateVpp vpp) {
            calls.add("findsItRunning " + vpp.vppAddress());
            assertThat(vpp.cli("show interface")).contains("loop1");
        }

        @Nested
        class Inner {

            @Test
            void nested(PrivateVpp vpp) {
                calls.add("nested " + vpp.vppAddress());
            }
        }
    }

    @VppTest
    static class WithoutParameter {

        @Test
        void needsVpp() {
            Sample.calls.add("needsVpp");
        }
    }

    @VppTest
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Dying {

        @Test
        @Order(1)
        void dies(PrivateVpp vpp) {
            ProcessHandle process = ProcessHandle.of(vpp.pid()).orElseThrow();
            process.destroy();
            process.onExit().join();
            await().until(() -> !vpp.isAlive());
        }

        @Test
        @Order(2)
        void findsItRunning(PrivateVpp vpp) {
            assertThat(vpp.isAlive()).isTrue();
        }
    }
}
