/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VclConfigTests {

    @Test
    void rendersOneOptionPerLineBetweenTheParsersBraces() {
        VclConfig config = VclConfig.builder()
                .set(VclOption.HEAPSIZE, 64L << 20)
                .set(VclOption.APP_SOCKET_API, "/run/vpp/app_ns_sockets/default")
                .set(VclOption.RX_FIFO_SIZE, 400_000)
                .set(VclOption.APP_TIMEOUT, Duration.ofMinutes(1))
                .set(VclOption.APP_SCOPE_LOCAL, true)
                .set(VclOption.HUGE_PAGE, true)
                .build();
        assertThat(config.render()).isEqualTo("""
                vcl {
                  heapsize 64M
                  app-socket-api /run/vpp/app_ns_sockets/default
                  rx-fifo-size 400000
                  app-timeout 60
                  session-timeout 10
                  app-scope-local
                  app-scope-global
                  use-mq-eventfd
                  huge_page
                }
                """);
    }

    @Test
    void aFlagThatIsOffIsNotRendered() {
        assertThat(VclConfig.builder()
                        .set(VclOption.APP_SCOPE_GLOBAL, false)
                        .build()
                        .render())
                .doesNotContain("app-scope-global");
    }

    @Test
    void maxWorkersFollowsTheLoopsWhereTheDefaultIsTooSmall() {
        assertThat(VclConfig.builder().workers(16).build().render()).doesNotContain("max-workers");
        assertThat(VclConfig.builder().workers(17).build().render()).contains("max-workers 17");
    }

    @Test
    void neverShowsTheSecret() {
        VclConfig config =
                VclConfig.builder().set(VclOption.NAMESPACE_SECRET, 4711).build();
        assertThat(config).hasToString(config.toString()).asString().doesNotContain("4711");
        assertThatExceptionOfType(VclConfigException.class)
                .isThrownBy(() -> VclConfig.builder()
                        .set(VclOption.NAMESPACE_SECRET, "4711")
                        .build())
                .withMessageNotContaining("4711");
    }

    @Test
    void secretIsRenderedWithoutASign() {
        VclConfig config =
                VclConfig.builder().set(VclOption.NAMESPACE_SECRET, -1).build();
        assertThat(config.render()).contains("  namespace-secret 18446744073709551615\n");
    }

    @Test
    void equalSettingsAreEqual() {
        assertThat(VclConfig.builder().workers(2).build())
                .isEqualTo(VclConfig.builder().workers(2).build())
                .hasSameHashCodeAs(VclConfig.builder().workers(2).build())
                .isNotEqualTo(VclConfig.builder().workers(3).build());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("rx-fifo-size", b -> b.set(VclOption.RX_FIFO_SIZE, 0)),
                refused("tx-fifo-size", b -> b.set(VclOption.TX_FIFO_SIZE, -1)),
                refused("tx-fifo-size", b -> b.set(VclOption.TX_FIFO_SIZE, (1L << 31) + 1)),
                refused("heapsize", b -> b.set(VclOption.HEAPSIZE, 4L << 30)),
                refused("heapsize", b -> b.set(VclOption.HEAPSIZE, (64L << 20) + 1)),
                refused("event-queue-size", b -> b.set(VclOption.EVENT_QUEUE_SIZE, 1)),
                refused("app-timeout", b -> b.set(VclOption.APP_TIMEOUT, Duration.ofMillis(1500))),
                refused("app-socket-api", b -> b.set(VclOption.APP_SOCKET_API, "/run/vpp/" + "x".repeat(100))),
                refused("app-socket-api", b -> b.set(VclOption.APP_SOCKET_API, "/run/v p p")),
                refused("app-socket-api", b -> b.set(VclOption.APP_SOCKET_API, "relative/path")),
                refused("app-socket-api", b -> b.set(VclOption.APP_SOCKET_API, true)),
                refused("app-name", b -> b.appName("x".repeat(64))),
                refused("app-name", b -> b.appName("")),
                refused("worker.count", b -> b.workers(0)),
                refused("worker.count", b -> b.workers(128)),
                refused("worker.spin", b -> b.spin(Duration.ofMillis(-1))),
                refused("reattach.interval", b -> b.reattachInterval(Duration.ofMillis(1))),
                refused("reattach.interval", b -> b.reattachInterval(Duration.ofMillis(60_001))),
                refused("attach.timeout", b -> b.attachTimeout(Duration.ofHours(25))),
                refused("attach.retry-interval", b -> b.attachRetryInterval(Duration.ofMillis(9))),
                refused("worker.stall-threshold", b -> b.stallThreshold(Duration.ofMinutes(61))),
                refused("worker.stall-threshold", b -> b.stallThreshold(Duration.ofMillis(99))),
                refused("config-file", b -> b.configFile(Path.of("/no/such/vcl.conf"))),
                refused("app-proxy-transport-tcp", b -> b.set(VclOption.APP_PROXY_TRANSPORT_TCP, true)),
                refused("app-proxy-transport-udp", b -> b.set(VclOption.APP_PROXY_TRANSPORT_UDP, true)),
                refused("app-original-dst", b -> b.set(VclOption.APP_ORIGINAL_DST, true)),
                refused("use-mq-eventfd", b -> b.set(VclOption.USE_MQ_EVENTFD, false)),
                refused("max-workers", b -> b.workers(4).set(VclOption.MAX_WORKERS, 3)),
                refused("add-segment-size", b -> b.set(VclOption.ADD_SEGMENT_SIZE, 1 << 20)));
    }

    private static Arguments refused(String property, Consumer<VclConfig.Builder> setting) {
        return Arguments.of(property, setting);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesWhatVclWouldMisreadAndNamesPropertyValueRuleAndRemedy(
            String property, Consumer<VclConfig.Builder> setting) {
        VclConfig.Builder builder = VclConfig.builder();
        assertThatExceptionOfType(VclConfigException.class)
                .isThrownBy(() -> {
                    setting.accept(builder);
                    builder.build();
                })
                .satisfies(e -> {
                    assertThat(e.property()).isEqualTo(property);
                    assertThat(e.rule()).isNotBlank();
                    assertThat(e.remedy()).endsWith(".");
                    assertThat(e).hasMessageContaining("vcl." + property).hasMessageContaining(e.value());
                });
    }

    @Test
    void maxWorkersFollowsFromTheNumberOfWorkers() {
        assertThat(VclConfig.builder().workers(4).build().number(VclOption.MAX_WORKERS))
                .isEqualTo(16);
        VclConfig config = VclConfig.builder().workers(20).build();
        assertThat(config.number(VclOption.MAX_WORKERS)).isEqualTo(20);
        assertThat(config.defaultValue(VclOption.MAX_WORKERS)).contains("20");
        assertThat(config.render()).contains("  max-workers 20\n");
    }

    @Test
    void acceptsAnAbstractSocketAndSpinningWithoutEventfd() {
        VclConfig config = VclConfig.builder()
                .set(VclOption.APP_SOCKET_API, "abstract:vpp/session")
                .set(VclOption.USE_MQ_EVENTFD, false)
                .spin(Duration.ofMillis(1))
                .build();
        assertThat(config.text(VclOption.APP_SOCKET_API)).contains("abstract:vpp/session");
        assertThat(config.flag(VclOption.USE_MQ_EVENTFD)).isFalse();
        assertThat(config.number(VclOption.RX_FIFO_SIZE)).isEqualTo(1 << 20);
        assertThat(config.number(VclOption.HEAPSIZE)).isEqualTo(256 << 20);
    }
}
