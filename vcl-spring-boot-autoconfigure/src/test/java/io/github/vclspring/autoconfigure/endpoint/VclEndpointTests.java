/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclCheck;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.autoconfigure.StubLibrary;
import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.VclConfigCustomizer;
import io.github.vclspring.autoconfigure.VclConfigurationReport.Origin;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.VclStatusAutoConfiguration;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.github.vclspring.vppcom.library.VppcomUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/** What the endpoint {@code vcl} tells. */
class VclEndpointTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    VclAutoConfiguration.class, VclStatusAutoConfiguration.class, VclEndpointAutoConfiguration.class))
            .withPropertyValues(
                    "management.endpoints.web.exposure.include=vcl",
                    "vcl.mode=loopback",
                    "vcl.worker.count=2",
                    "spring.reactor.netty.shutdown-quiet-period=0s");

    @Test
    void isNotThereUnlessItIsExposed() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(VclEndpoint.class));
    }

    @Test
    void tellsEachValueWithItsOrigin() {
        VclConfigCustomizer customizer = builder -> builder.set(VclOption.EVENT_QUEUE_SIZE, 4096);
        StubLibrary library = new StubLibrary(false);
        library.setenv("VCL_APP_SCOPE_LOCAL", "0");
        runner.withBean(VppcomLibrary.class, () -> library)
                .withBean(VclConfigCustomizer.class, () -> customizer)
                .withPropertyValues("vcl.rx-fifo-size=64KB", "vcl.app-name=orders")
                .run(context -> {
                    Map<String, Map<String, Object>> all = configuration(context.getBean(VclEndpoint.class));
                    assertThat(all.get("vcl.rx-fifo-size"))
                            .containsEntry("value", "65536B")
                            .containsEntry("origin", Origin.PROPERTY)
                            .containsEntry("default", "1048576");
                    assertThat((String) all.get("vcl.rx-fifo-size").get("source"))
                            .contains("vcl.rx-fifo-size");
                    assertThat(all.get("vcl.tx-fifo-size"))
                            .containsEntry("value", "1048576")
                            .containsEntry("origin", Origin.DEFAULT)
                            .doesNotContainKey("source");
                    assertThat(all.get("vcl.event-queue-size"))
                            .containsEntry("value", "4096")
                            .containsEntry("origin", Origin.BEAN);
                    assertThat(all.get("vcl.app-scope-local"))
                            .containsEntry("value", "true")
                            .containsEntry("origin", Origin.ENVIRONMENT)
                            .containsEntry("source", "VCL_APP_SCOPE_LOCAL");
                    assertThat(all.get("vcl.app-name")).containsEntry("value", "orders");
                    assertThat(all.get("vcl.worker.count"))
                            .containsEntry("value", 2)
                            .containsEntry("origin", Origin.PROPERTY);
                    assertThat(all.get("vcl.worker.stall-threshold"))
                            .containsEntry("value", "10000ms")
                            .containsEntry("origin", Origin.DEFAULT);
                });
    }

    @Test
    void showsTheDefaultOfEveryPropertyInTheFormOfItsValue() {
        runner.run(context -> {
            Map<String, Map<String, Object>> all = configuration(context.getBean(VclEndpoint.class));
            assertThat(all.get("vcl.mode")).containsEntry("value", "loopback").containsEntry("default", "vpp");
            assertThat(all.get("vcl.attach.on-failure")).containsEntry("default", "fail");
            assertThat(all.get("vcl.attach.retry-interval")).containsEntry("default", "500ms");
            assertThat(all.get("vcl.app-scope-global")).containsEntry("default", "true");
            assertThat(all.get("vcl.use-mq-eventfd")).containsEntry("default", "true");
            all.forEach((name, details) -> {
                if (details.get("origin") == Origin.DEFAULT) {
                    assertThat(details.get("default")).as(name).isEqualTo(details.get("value"));
                }
            });
        });
    }

    @Test
    void showsTheNumberOfWorkersThatFollowsFromTheEventLoops() {
        runner.withBean(ReactorResourceFactory.class)
                .withPropertyValues("vcl.worker.count=20")
                .run(context -> assertThat(configuration(context.getBean(VclEndpoint.class))
                                .get("vcl.max-workers"))
                        .containsEntry("value", "20")
                        .containsEntry("origin", Origin.DEFAULT)
                        .containsEntry("default", "20"));
    }

    @Test
    void masksADefaultThatTheUsersFunctionsMask() {
        SanitizingFunction function = data -> data.getKey().equals("vcl.app-name") ? data.withValue("hidden") : data;
        runner.withBean(SanitizingFunction.class, () -> function)
                .withPropertyValues("spring.application.name=secret-orders", "vcl.app-name=orders")
                .run(context -> assertThat(configuration(context.getBean(VclEndpoint.class))
                                .get("vcl.app-name"))
                        .containsEntry("default", "hidden"));
    }

    @Test
    void neverTellsTheSecret() {
        StubLibrary library = new StubLibrary(false);
        library.setenv("VCL_APP_NAMESPACE_SECRET", "4711815");
        runner.withBean(VppcomLibrary.class, () -> library)
                .withPropertyValues("vcl.namespace-id=blue", "vcl.namespace-secret=123454321")
                .run(context -> {
                    String all = context.getBean(VclEndpoint.class).vcl().toString();
                    assertThat(all)
                            .contains("namespace-secret ******")
                            .contains("VCL_APP_NAMESPACE_SECRET={value=******")
                            .doesNotContain("123454321", "4711815");
                });
    }

    @Test
    void masksWhatTheUsersFunctionsMask() {
        SanitizingFunction function = data -> data.getKey().equals("vcl.app-name") ? data.withValue("hidden") : data;
        runner.withBean(SanitizingFunction.class, () -> function)
                .withPropertyValues("vcl.app-name=orders")
                .run(context -> assertThat(configuration(context.getBean(VclEndpoint.class))
                                .get("vcl.app-name"))
                        .containsEntry("value", "hidden"));
    }

    @Test
    void masksThatWhereverElseItIsTold() {
        StubLibrary library = new StubLibrary(false);
        library.setenv("VCL_VPP_SAPI_SOCKET", "/secret/socket");
        SanitizingFunction function = data -> List.of("vcl.app-name", "vcl.app-socket-api", "vcl.rx-fifo-size")
                        .contains(data.getKey())
                ? data.withValue("hidden")
                : data;
        runner.withBean(VppcomLibrary.class, () -> library)
                .withBean(SanitizingFunction.class, () -> function)
                .withPropertyValues(
                        "vcl.app-name=secret-orders", "vcl.app-socket-api=/secret/socket", "vcl.rx-fifo-size=123456")
                .run(context -> {
                    Map<String, Object> all = context.getBean(VclEndpoint.class).vcl();
                    assertThat(all).containsEntry("appName", "hidden").containsEntry("appSocket", "hidden");
                    assertThat(all.get("vclConf").toString())
                            .contains("app-socket-api hidden", "rx-fifo-size hidden", "use-mq-eventfd");
                    assertThat(all.toString()).doesNotContain("secret-orders", "/secret/socket", "123456");
                });
    }

    @Test
    void masksThePathsOfLibraryAndFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("vcl.conf"), "vcl {\n  use-mq-eventfd\n}\n");
        SanitizingFunction function =
                data -> List.of("vcl.library-path", "vcl.config-file").contains(data.getKey())
                        ? data.withValue("hidden")
                        : data;
        runner.withBean(VppcomLibrary.class, () -> new StubLibrary(false))
                .withBean(SanitizingFunction.class, () -> function)
                .withPropertyValues("vcl.config-file=" + file)
                .run(context -> {
                    Map<String, Object> all = context.getBean(VclEndpoint.class).vcl();
                    assertThat(all.get("library").toString()).contains("location=hidden");
                    assertThat(all.get("vclConf").toString()).contains("generated=false", "file=hidden");
                });
    }

    @Test
    void tellsTheConfigurationOfLoopsThatAreTheUsersOwn() {
        runner.withUserConfiguration(OwnLoops.class)
                .withPropertyValues("vcl.tx-fifo-size=64KB")
                .run(context -> {
                    VclEndpoint endpoint = context.getBean(VclEndpoint.class);
                    Map<String, Map<String, Object>> all = configuration(endpoint);
                    assertThat(all.get("vcl.worker.count"))
                            .containsEntry("value", 1)
                            .containsEntry("origin", Origin.BEAN);
                    assertThat(all.get("vcl.tx-fifo-size"))
                            .containsEntry("value", "32768B")
                            .containsEntry("origin", Origin.BEAN);
                    assertThat(endpoint.vcl().get("vclConf").toString()).contains("tx-fifo-size 32768");
                    assertThat((List<?>) endpoint.part("workers", null, null)).hasSize(1);
                });
        // their end is not waited for
        org.awaitility.Awaitility.await().until(() -> VclApplication.current().isEmpty());
    }

    @Test
    void showsTheFileThatVclReads() {
        runner.withPropertyValues("vcl.tx-fifo-size=32KB")
                .run(context -> assertThat(context.getBean(VclEndpoint.class)
                                .vcl()
                                .get("vclConf")
                                .toString())
                        .contains("generated=true", "tx-fifo-size 32768"));
    }

    @Test
    void listsWorkersListenersAndSessions() {
        runner.run(context -> {
            VclEndpoint endpoint = context.getBean(VclEndpoint.class);
            DisposableServer server = TcpServer.create()
                    .runOn(context.getBean(VclLoopResources.class))
                    .host("127.0.0.1")
                    .port(0)
                    .handle((in, out) -> out.neverComplete())
                    .bindNow();
            Connection first = connect(server);
            Connection second = connect(server);
            org.awaitility.Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(part(endpoint, "sessions", 0, 10)).containsEntry("totalSessions", 2));
            Map<String, Object> page = part(endpoint, "sessions", 1, 1);
            assertThat((List<?>) page.get("sessions")).hasSize(1);
            assertThat(page.get("sessions").toString())
                    .contains("kind=OPEN", "local=127.0.0.1:" + server.port(), "pendingBytes=0");
            assertThat(endpoint.part("listeners", null, null).toString())
                    .contains("worker=0", "worker=1", "address=127.0.0.1:" + server.port());
            assertThat((List<?>) endpoint.part("workers", null, null)).hasSize(2);
            first.disposeNow();
            second.disposeNow();
            server.disposeNow(Duration.ofSeconds(5));
        });
    }

    @Test
    void refusesAPageThatIsTooLarge() {
        runner.run(context -> {
            VclEndpoint endpoint = context.getBean(VclEndpoint.class);
            assertThatThrownBy(() -> endpoint.part("sessions", 0, 1001))
                    .hasMessage("limit is 1001 and must be 1 to 1000")
                    .isInstanceOfSatisfying(
                            InvalidEndpointRequestException.class,
                            e -> assertThat(e.getReason()).isEqualTo("limit is 1001 and must be 1 to 1000"));
            assertThatThrownBy(() -> endpoint.part("sessions", -1, 10))
                    .isInstanceOf(InvalidEndpointRequestException.class);
            assertThat(endpoint.part("nothing", null, null)).isNull();
        });
    }

    @Test
    void diagnosesAnApplicationThatIsWell() {
        runner.run(context -> assertThat(checks(context.getBean(VclEndpoint.class)))
                .extracting(VclCheck::name)
                .containsExactly(
                        "library",
                        "functions",
                        "config-file",
                        "environment",
                        "app-socket",
                        "release",
                        "attached",
                        "workers",
                        "listeners"));
    }

    @Test
    void diagnosesAListenerThatIsMissing() {
        runner.run(context -> {
            VclEndpoint endpoint = context.getBean(VclEndpoint.class);
            VclWorkerStats stats = context.getBean(VclLoopResources.class)
                    .application()
                    .workers()
                    .get(1)
                    .stats();
            stats.wantedListeners = 1;
            VclCheck check = check(checks(endpoint), "listeners");
            assertThat(check.result()).isEqualTo(VclCheck.Result.FAILED);
            assertThat(check.message()).contains("Listeners are missing: ", " has 0 of 1");
            assertThat(check.remedy()).contains("vppctl show interface address");
            stats.listeners = 1;
            assertThat(check(checks(endpoint), "listeners").result()).isEqualTo(VclCheck.Result.OK);
        });
    }

    @Test
    void diagnosesWhyTheKernelStandsIn() {
        runner.withBean(VppcomLibrary.class, VclEndpointTests::noLibrary, definition -> definition.setLazyInit(true))
                .withPropertyValues("vcl.attach.on-failure=fallback")
                .run(context -> {
                    VclEndpoint endpoint = context.getBean(VclEndpoint.class);
                    assertThat(checks(endpoint)).singleElement().satisfies(check -> {
                        assertThat(check.result()).isEqualTo(VclCheck.Result.FAILED);
                        assertThat(check.message()).isEqualTo("libvppcom was not found");
                        assertThat(check.remedy()).isEqualTo("Install it.");
                    });
                    assertThat(part(endpoint, "status", null, null)).containsEntry("state", VclStatus.State.FALLBACK);
                });
    }

    @Test
    void diagnosesAnAppSocketThatIsGoneAndAVariableThatWins() {
        StubLibrary library = new StubLibrary(true);
        library.setenv("VCL_APP_SCOPE_LOCAL", "1");
        runner.withBean(VppcomLibrary.class, () -> library)
                .withPropertyValues(
                        "vcl.mode=vpp", "vcl.app-socket-api=/nowhere/socket", "vcl.attach.on-failure=fallback")
                .run(context -> {
                    List<VclCheck> checks = checks(context.getBean(VclEndpoint.class));
                    assertThat(check(checks, "app-socket").result()).isEqualTo(VclCheck.Result.FAILED);
                    assertThat(check(checks, "app-socket").message()).contains("/nowhere/socket does not exist");
                    assertThat(check(checks, "environment").result()).isEqualTo(VclCheck.Result.WARNING);
                    assertThat(check(checks, "environment").message()).contains("VCL_APP_SCOPE_LOCAL");
                });
    }

    @Test
    void saysThatVclIsDisabled() {
        runner.withPropertyValues("vcl.enabled=false").run(context -> {
            VclEndpoint endpoint = context.getBean(VclEndpoint.class);
            assertThat(endpoint.vcl()).containsEntry("state", VclStatus.State.DISABLED);
            assertThat(checks(endpoint))
                    .singleElement()
                    .extracting(VclCheck::name)
                    .isEqualTo("enabled");
        });
    }

    @Test
    void diagnosesAConfigurationFileThatIsGone(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("vcl.conf"), "vcl {\n}\n");
        runner.withBean(VppcomLibrary.class, () -> new StubLibrary(true))
                .withBean(ReactorResourceFactory.class)
                .withPropertyValues("vcl.config-file=" + file)
                .run(context -> {
                    Files.delete(file);
                    VclEndpoint endpoint = context.getBean(VclEndpoint.class);
                    List<VclCheck> checks = checks(endpoint);
                    assertThat(check(checks, "config-file").result()).isEqualTo(VclCheck.Result.FAILED);
                    assertThat(check(checks, "app-socket").result()).isEqualTo(VclCheck.Result.FAILED);
                    assertThat(check(checks, "app-socket").message()).contains(file.toString());
                    assertThat(configuration(endpoint).get("vcl.config-file")).containsEntry("value", file.toString());
                });
    }

    @Test
    void diagnosesAFileThatEverybodyMayWriteToAndAVariableThatWinsOverIt(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("vcl.conf"), "vcl {\n  app-scope-global\n}\n");
        StubLibrary library = new StubLibrary(true);
        library.setenv("VCL_APP_SCOPE_GLOBAL", "1");
        library.setenv("VCL_APP_SCOPE_LOCAL", "1");
        runner.withBean(VppcomLibrary.class, () -> library)
                .withBean(ReactorResourceFactory.class)
                .withPropertyValues("vcl.config-file=" + file)
                .run(context -> {
                    List<VclCheck> checks = checks(context.getBean(VclEndpoint.class));
                    assertThat(check(checks, "config-file").result()).isEqualTo(VclCheck.Result.OK);
                    assertThat(checks.stream().filter(check -> check.name().equals("environment")))
                            .singleElement()
                            .satisfies(check -> assertThat(check.message())
                                    .isEqualTo(
                                            "The environment variable VCL_APP_SCOPE_LOCAL overrides app-scope-local in "
                                                    + file));
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
                    VclCheck check = check(checks(context.getBean(VclEndpoint.class)), "config-file");
                    assertThat(check.result()).isEqualTo(VclCheck.Result.FAILED);
                    assertThat(check.message()).contains("users other than its owner may write to " + file);
                });
    }

    @Test
    void diagnosesALibraryThatEverybodyMayWriteTo(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("libvppcom.so.26.06"));
        StubLibrary library = new StubLibrary(true) {

            @Override
            public String location() {
                return file.toString();
            }
        };
        runner.withBean(VppcomLibrary.class, () -> library)
                .withBean(ReactorResourceFactory.class)
                .run(context -> {
                    VclEndpoint endpoint = context.getBean(VclEndpoint.class);
                    assertThat(check(checks(endpoint), "library").result()).isEqualTo(VclCheck.Result.OK);
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
                    assertThat(check(checks(endpoint), "library").result()).isEqualTo(VclCheck.Result.FAILED);
                });
    }

    @Test
    void tellsOfPropertiesThatAreValidWithTheirCustomizerOnly() {
        VclConfigCustomizer customizer =
                builder -> builder.workers(2).appName("orders").set(VclOption.RX_FIFO_SIZE, 65536);
        runner.withBean(VclConfigCustomizer.class, () -> customizer)
                .withPropertyValues("vcl.worker.count=500", "vcl.app-name=order service", "vcl.rx-fifo-size=1B")
                .run(context -> {
                    Map<String, Map<String, Object>> all = configuration(context.getBean(VclEndpoint.class));
                    for (String name : List.of("vcl.worker.count", "vcl.app-name", "vcl.rx-fifo-size")) {
                        assertThat(all.get(name)).as(name).containsEntry("origin", Origin.BEAN);
                    }
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnLoops {

        @Bean(destroyMethod = "dispose")
        VclLoopResources ownLoops(VppcomLibrary library) {
            VclConfig config = VclConfig.builder()
                    .workers(1)
                    .set(VclOption.TX_FIFO_SIZE, 32768)
                    .build();
            return VclLoopResources.create("own", config, library);
        }
    }

    /** With a cause of its own, as the dynamic linker's or the file system's. */
    private static VppcomLibrary noLibrary() {
        throw new VppcomUnavailableException(
                VppcomUnavailableException.Reason.NOT_FOUND,
                "libvppcom was not found",
                "Install it.",
                new IOException("nothing there"));
    }

    private static Connection connect(DisposableServer server) {
        return TcpClient.create().host("127.0.0.1").port(server.port()).connectNow();
    }

    private static VclCheck check(List<VclCheck> checks, String name) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static List<VclCheck> checks(VclEndpoint endpoint) {
        return (List<VclCheck>) part(endpoint, "diagnosis", null, null).get("checks");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> configuration(VclEndpoint endpoint) {
        return (Map<String, Map<String, Object>>) endpoint.part("configuration", null, null);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> part(VclEndpoint endpoint, String name, Integer offset, Integer limit) {
        return (Map<String, Object>) endpoint.part(name, offset, limit);
    }
}
