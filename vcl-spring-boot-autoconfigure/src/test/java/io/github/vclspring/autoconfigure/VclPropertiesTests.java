/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclConfigException;
import io.github.vclspring.config.VclOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class VclPropertiesTests {

    @ParameterizedTest
    @CsvSource({"400000, 400000", "400KB, 409600", "4MB, 4194304", "400000B, 400000"})
    void sizesWithoutAUnitAreBytes(String value, long bytes) {
        ConfigRunner.with(
                "vcl.rx-fifo-size=" + value,
                config -> assertThat(config.number(VclOption.RX_FIFO_SIZE)).isEqualTo(bytes));
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "2m, 120", "5000ms, 5"})
    void timeoutsWithoutAUnitAreSeconds(String value, long seconds) {
        ConfigRunner.with(
                "vcl.session-timeout=" + value,
                config -> assertThat(config.number(VclOption.SESSION_TIMEOUT)).isEqualTo(seconds));
    }

    @Test
    void nothingSetLeavesVclItsDefaults() {
        ConfigRunner.with(
                "vcl.enabled=true",
                config -> assertThat(config.options())
                        .containsOnlyKeys(
                                VclOption.APP_SOCKET_API,
                                VclOption.SESSION_TIMEOUT,
                                VclOption.APP_SCOPE_GLOBAL,
                                VclOption.USE_MQ_EVENTFD)
                        .containsEntry(VclOption.APP_SOCKET_API, "/run/vpp/app_ns_sockets/default"));
    }

    @Test
    void aLoopWaitsTenSecondsForAnAnswerUnlessItIsSet() {
        ConfigRunner.with(
                "vcl.enabled=true",
                config -> assertThat(config.render().lines()).contains("  session-timeout 10"));
        ConfigRunner.with(
                "vcl.session-timeout=600s",
                config -> assertThat(config.render().lines())
                        .contains("  session-timeout 600")
                        .doesNotContain("  session-timeout 10"));
        assertThat(VclConfig.builder().build().render().lines()).contains("  session-timeout 10");
    }

    @Test
    void loopsAreConfiguredByCountSpinAndReattachInterval() {
        ConfigRunner.RUNNER
                .withPropertyValues("vcl.worker.count=3", "vcl.worker.spin=50us", "vcl.reattach.interval=1s")
                .run(context -> {
                    VclConfig config = context.getBean(VclConfig.class);
                    assertThat(config.workers()).isEqualTo(3);
                    assertThat(config.spin()).isEqualTo(Duration.ofNanos(50_000));
                    assertThat(config.reattachInterval()).isEqualTo(Duration.ofSeconds(1));
                });
    }

    @Test
    void numberOfLoopsFollowsReactorNettysProperty() {
        ConfigRunner.RUNNER
                .withPropertyValues("vcl.worker.count=")
                .withSystemProperties("reactor.netty.ioWorkerCount=7")
                .run(context ->
                        assertThat(context.getBean(VclConfig.class).workers()).isEqualTo(7));
    }

    @Test
    void numberOfLoopsFollowsTheCoresAndIsAtLeastFour() {
        ConfigRunner.RUNNER
                .withPropertyValues("vcl.worker.count=")
                .run(context -> assertThat(context.getBean(VclConfig.class).workers())
                        .isEqualTo(Math.max(4, Runtime.getRuntime().availableProcessors())));
    }

    @ParameterizedTest
    @CsvSource({
        "orders, orders",
        "order service, order-service",
        "Bestellungen für München, Bestellungen-f-r-M-nchen",
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggg,"
                + " aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"
    })
    void applicationNameIsMadeToFitVpp(String name, String appName) {
        ConfigRunner.with(
                "spring.application.name=" + name,
                config -> assertThat(config.appName()).isEqualTo(appName));
    }

    @Test
    void appNameWinsOverTheApplicationName() {
        ConfigRunner.RUNNER
                .withPropertyValues("spring.application.name=orders", "vcl.app-name=orders-blue")
                .run(context ->
                        assertThat(context.getBean(VclConfig.class).appName()).isEqualTo("orders-blue"));
    }

    @Test
    void appNameIsRefusedWhereItDoesNotFitVpp() {
        ConfigRunner.RUNNER
                .withPropertyValues("vcl.app-name=order service")
                .run(context -> assertThat(context).getFailure().hasRootCauseInstanceOf(VclConfigException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"25.10", "25.10.0", ""})
    void expectedReleaseIsARelease(String release) {
        ConfigRunner.RUNNER
                .withPropertyValues("vcl.expected-release=" + release)
                .run(context -> assertThat(context).hasNotFailed());
    }

    /** The first is what YAML makes of 25.10 without quotes. */
    @ParameterizedTest
    @ValueSource(strings = {"25.1", "v25.10", "25.10-rc0"})
    void expectedReleaseIsRefusedIfItIsNoRelease(String release) {
        ConfigRunner.RUNNER
                .withPropertyValues("vcl.expected-release=" + release)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("vcl.expected-release = " + release + ": must begin with the year")
                        .hasMessageContaining("in quotes"));
    }

    @Test
    void binaryApiTakesThePlaceOfTheDefaultAppSocket() {
        ConfigRunner.with(
                "vcl.api-socket-name=/run/vpp/api.sock",
                config -> assertThat(config.options())
                        .containsKey(VclOption.API_SOCKET_NAME)
                        .doesNotContainKey(VclOption.APP_SOCKET_API));
    }

    @Test
    void existingFileIsUsedAsItIs(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("vcl.conf"), "vcl {\n}\n");
        ConfigRunner.with("vcl.config-file=" + file, config -> {
            assertThat(config.configFile()).contains(file);
            assertThat(config.options()).doesNotContainKey(VclOption.APP_SOCKET_API);
        });
    }

    @Test
    void optionBesideAnExistingFileIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("vcl.conf"), "vcl {\n}\n");
        ConfigRunner.RUNNER
                .withPropertyValues("vcl.config-file=" + file, "vcl.rx-fifo-size=64KB")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("vcl.rx-fifo-size = 65536: has no effect beside vcl.config-file"));
    }

    @Test
    void secretHasAllSixtyFourBits() {
        ConfigRunner.with(
                "vcl.namespace-secret=18446744073709551615",
                config -> assertThat(config.render()).contains("namespace-secret 18446744073709551615"));
    }

    @Test
    void optionSetToItsDefaultBesideAnExistingFileIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("vcl.conf"), "vcl {\n}\n");
        for (String property : List.of(
                "vcl.app-scope-global=true",
                "vcl.huge-page=false",
                "vcl.app-socket-api=" + VclProperties.DEFAULT_APP_SOCKET_API)) {
            ConfigRunner.RUNNER
                    .withPropertyValues("vcl.config-file=" + file, property)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining(property.split("=", 2)[0] + " = ")
                            .hasMessageContaining("has no effect beside vcl.config-file"));
        }
    }

    @Test
    void variableThatVclReadsItselfMayBeSetBesideAnExistingFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("vcl.conf"), "vcl {\n}\n");
        withVariables("VCL_APP_SCOPE_LOCAL", true)
                .withPropertyValues("vcl.config-file=" + file)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(VclProperties.class).appScopeLocal())
                            .as("the variable is bound to the property, too")
                            .isTrue();
                });
    }

    @Test
    void fileThatTheVariableNamesIsUsedWhereNoOptionIsSet(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("vcl.conf"), "vcl {\n}\n");
        withVariables("VCL_CONFIG", file, "VCL_APP_SCOPE_LOCAL", true).run(context -> {
            assertThat(context.getBean(VclConfig.class).configFile()).contains(file);
            assertThat(context.getBean(VclConfigurationReport.class).entries(null))
                    .filteredOn(entry -> entry.name().equals("vcl.config-file"))
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.value()).isEqualTo(file.toString());
                        assertThat(entry.origin()).isEqualTo(VclConfigurationReport.Origin.ENVIRONMENT);
                        assertThat(entry.source()).isEqualTo("VCL_CONFIG");
                    });
        });
    }

    @Test
    void anOptionWinsOverTheFileThatTheVariableNames(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("vcl.conf"), "vcl {\n}\n");
        ApplicationContextRunner runner = withVariables("VCL_CONFIG", file);
        runner.withPropertyValues("vcl.rx-fifo-size=1MB")
                .run(context -> assertThat(context.getBean(VclConfig.class).configFile())
                        .isEmpty());
        runner.withBean(VclConfigCustomizer.class, () -> builder -> builder.set(VclOption.EVENT_QUEUE_SIZE, 4096))
                .run(context -> assertThat(context.getBean(VclConfig.class).configFile())
                        .isEmpty());
    }

    @Test
    void fileThatTheVariableNamesIsNotUsedIfItDoesNotExist(@TempDir Path directory) {
        withVariables("VCL_CONFIG", directory.resolve("vcl.conf"))
                .run(context -> assertThat(context.getBean(VclConfig.class).configFile())
                        .isEmpty());
    }

    @Test
    void fileThatTheVariableNamesIsRefusedIfEveryoneMayWriteToIt(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("vcl.conf"), "vcl {\n}\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        withVariables("VCL_CONFIG", file)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining(file + " (of the environment variable VCL_CONFIG): is not trusted")
                        .hasMessageContaining("unset it to have one generated"));
    }

    private static ApplicationContextRunner withVariables(Object... namesAndValues) {
        Map<String, Object> variables = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
        }
        return ConfigRunner.RUNNER.withInitializer(context -> context.getEnvironment()
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables)));
    }

    @Test
    void secretIsNotShown() {
        ConfigRunner.RUNNER.withPropertyValues("vcl.namespace-secret=4711").run(context -> {
            assertThat(context.getBean(VclProperties.class).toString()).doesNotContain("4711");
            assertThat(context.getBean(VclConfig.class).toString()).doesNotContain("4711");
        });
    }
}
