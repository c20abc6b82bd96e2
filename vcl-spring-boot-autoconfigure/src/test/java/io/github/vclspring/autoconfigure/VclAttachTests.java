/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclAttachException;
import io.github.vclspring.application.VclAttachException.Reason;
import io.github.vclspring.application.VclState;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.autoconfigure.health.VclHealthContributorAutoConfiguration;
import io.github.vclspring.autoconfigure.health.VclHealthIndicator;
import io.github.vclspring.loopback.LoopbackVppcomLibrary;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.github.vclspring.vppcom.library.VppcomUnavailableException;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;

/** A start without VPP, and what the context hears when VPP goes and comes. */
@ExtendWith(OutputCaptureExtension.class)
class VclAttachTests {

    @TempDir
    private Path directory;

    private final StubLibrary library = new StubLibrary(true);
    private Path socket;
    private volatile ServerSocketChannel vpp;
    private ApplicationContextRunner runner;

    @BeforeEach
    void prepare() {
        socket = directory.resolve("default");
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        VclAutoConfiguration.class,
                        VclStatusAutoConfiguration.class,
                        VclHealthContributorAutoConfiguration.class,
                        ApplicationAvailabilityAutoConfiguration.class))
                .withBean(VppcomLibrary.class, () -> library)
                .withPropertyValues(
                        "vcl.app-socket-api=" + socket,
                        "vcl.worker.count=2",
                        "vcl.attach.retry-interval=20ms",
                        "vcl.reattach.interval=20ms",
                        "spring.reactor.netty.shutdown-quiet-period=0s");
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        if (vpp != null) {
            vpp.close();
        }
        assertThat(VclApplication.current()).isEmpty();
    }

    @Test
    void waitsForAVppThatIsNotThereYet(CapturedOutput output) throws Exception {
        CompletableFuture<Void> start = CompletableFuture.runAsync(() -> {
            await().atMost(Duration.ofSeconds(30)).until(() -> output.getOut().contains("Waiting up to 30 s"));
            listen();
        });
        runner.withPropertyValues("vcl.attach.timeout=30s").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(VclLoopResources.class).application().workers())
                    .hasSize(2);
        });
        start.get();
        assertThat(output)
                .contains("Waiting up to 30 s for VPP: The app socket " + socket + " does not exist")
                .contains("Attached to VPP after");
    }

    @Test
    void onlyTheOwnerMayReadWhatVclIsConfiguredBy() {
        listen();
        runner.withPropertyValues("vcl.namespace-secret=12345").run(context -> {
            assertThat(context).hasNotFailed();
            Path file = Path.of(library.getenv("VCL_CONFIG"));
            assertThat(file).content().contains("namespace-secret 12345");
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(Files.getPosixFilePermissions(file.getParent()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        });
    }

    @Test
    void readsTheFileThatTheVariableNamesAndSaysSo(CapturedOutput output) throws IOException {
        listen();
        Path file = Files.writeString(
                directory.resolve("vcl.conf"), "vcl {\n  app-socket-api " + socket + "\n  use-mq-eventfd\n}\n");
        library.setenv("VCL_CONFIG", file.toString());
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(VclAutoConfiguration.class))
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("test", Map.of("VCL_CONFIG", file.toString()))))
                .withBean(VppcomLibrary.class, () -> library)
                .withPropertyValues("vcl.worker.count=2", "spring.reactor.netty.shutdown-quiet-period=0s")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(library.getenv("VCL_CONFIG")).isEqualTo(file.toString());
                });
        assertThat(output)
                .contains("VCL reads " + file + ", which the environment variable VCL_CONFIG names")
                .doesNotContain("is not used");
    }

    @Test
    void failsOnceTheTimeIsOver() {
        long start = System.nanoTime();
        runner.withPropertyValues("vcl.attach.timeout=1s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(VclAttachException.class, e -> {
                            assertThat(e.reason()).isEqualTo(Reason.APP_SOCKET_MISSING);
                            assertThat(Duration.ofNanos(System.nanoTime() - start))
                                    .isGreaterThan(Duration.ofSeconds(1));
                        }));
    }

    @Test
    void doesNotWaitForWhatTimeDoesNotHeal() throws IOException {
        Files.createFile(socket);
        long start = System.nanoTime();
        runner.withPropertyValues("vcl.attach.timeout=1h")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(
                                VclAttachException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.APP_SOCKET_NOT_A_SOCKET)));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void fallsBackToTheKernelAndSaysSo(CapturedOutput output) {
        runner.withPropertyValues("vcl.attach.on-failure=fallback").run(context -> {
            assertThat(context).hasNotFailed();
            var loops = context.getBean(ReactorResourceFactory.class).getLoopResources();
            assertThat(loops).isNotInstanceOf(VclLoopResources.class);
            assertThat(context.getBean(VclFallback.class).cause()).get().isInstanceOf(VclAttachException.class);
            Health health = context.getBean(VclHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("state", VclStatus.State.FALLBACK);
        });
        assertThat(output)
                .containsPattern("WARN.*Reactor Netty runs over the KERNEL")
                .contains("The app socket " + socket + " does not exist");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void fallsBackWhereVppIsNotThere(Reason reason) {
        boolean mistake = List.of(
                        Reason.APP_SOCKET_UNSET,
                        Reason.APP_SOCKET_NOT_A_SOCKET,
                        Reason.INTERRUPTED,
                        Reason.RELEASE_MISMATCH,
                        Reason.OTHER_CONFIGURATION)
                .contains(reason);
        assertFallsBack(!mistake, new VclAttachException(reason, "no VPP", "Start it.", null));
    }

    @ParameterizedTest
    @EnumSource(VppcomUnavailableException.Reason.class)
    void fallsBackWhereTheLibraryIsNotThere(VppcomUnavailableException.Reason reason) {
        boolean absent = List.of(
                        VppcomUnavailableException.Reason.NOT_FOUND,
                        VppcomUnavailableException.Reason.MISSING_DEPENDENCY)
                .contains(reason);
        assertFallsBack(
                absent,
                new VppcomUnavailableException(reason, "no library", "Install it.", new IOException("nothing")));
    }

    @Test
    void doesNotFallBackForAPathWithoutALibrary() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(VclAutoConfiguration.class))
                .withPropertyValues("vcl.library-path=/nowhere", "vcl.attach.on-failure=fallback")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(
                                VppcomUnavailableException.class,
                                e -> assertThat(e.reason())
                                        .isEqualTo(VppcomUnavailableException.Reason.PATH_WITHOUT_LIBRARY)));
    }

    private static void assertFallsBack(boolean expected, RuntimeException failure) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(VclAutoConfiguration.class))
                .withBean(
                        VppcomLibrary.class,
                        () -> {
                            throw failure;
                        },
                        definition -> definition.setLazyInit(true))
                .withPropertyValues("vcl.attach.on-failure=fallback")
                .run(context -> {
                    if (expected) {
                        assertThat(context)
                                .hasNotFailed()
                                .getBean(VclFallback.class)
                                .matches(fallback -> fallback.cause().equals(Optional.of(failure)));
                    } else {
                        assertThat(context).hasFailed();
                    }
                });
    }

    @Test
    void tellsTheContextAndItsReadinessWhenVppGoesAndComes(CapturedOutput output) {
        Events events = new Events();
        listen();
        runner.withBean(Events.class, () -> events).run(context -> {
            serve(context);
            ApplicationAvailability availability = context.getBean(ApplicationAvailability.class);
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            library.kill();
            await().until(() -> events.have(VclDetachedEvent.class));
            assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
            library.revive();
            await().until(() -> events.have(VclAttachedEvent.class));
            await().until(() -> availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC);
        });
        assertThat(events.threads).containsOnly("vcl-events");
        assertThat(output)
                .contains("Detached from VPP")
                .contains("Re-attached to VPP after")
                .contains("with all 2 workers");
    }

    @Test
    void leavesReadinessAloneIfToldSo() {
        Events events = new Events();
        listen();
        runner.withBean(Events.class, () -> events)
                .withPropertyValues("vcl.reattach.refuse-traffic=false")
                .run(context -> {
                    serve(context);
                    AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
                    library.kill();
                    await().until(() -> events.have(VclDetachedEvent.class));
                    assertThat(readiness(context)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
                });
    }

    @Test
    void leavesReadinessToAGracefulShutdownThatBeganMeanwhile() {
        Events events = new Events();
        listen();
        runner.withBean(Events.class, () -> events).run(context -> {
            serve(context);
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            library.kill();
            await().until(() -> events.have(VclDetachedEvent.class));
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
            library.revive();
            await().until(() -> events.have(VclAttachedEvent.class));
            staysRefused(context);
        });
    }

    @Test
    void leavesReadinessToWhoeverRefusedItBefore() {
        Events events = new Events();
        listen();
        runner.withBean(Events.class, () -> events).run(context -> {
            serve(context);
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
            library.kill();
            await().until(() -> events.have(VclDetachedEvent.class));
            library.revive();
            await().until(() -> events.have(VclAttachedEvent.class));
            staysRefused(context);
        });
    }

    @Test
    void refusesReadinessAgainIfItIsAcceptedWhileVppIsGone() {
        listen();
        runner.run(context -> {
            serve(context);
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            library.kill();
            await().until(() -> readiness(context) == ReadinessState.REFUSING_TRAFFIC);
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            await().until(() -> readiness(context) == ReadinessState.REFUSING_TRAFFIC);
            library.revive();
            await().until(() -> readiness(context) == ReadinessState.ACCEPTING_TRAFFIC);
        });
    }

    @Test
    void refusesReadinessIfVppIsGoneWhenTheContextIsReady() {
        listen();
        runner.run(context -> {
            serve(context);
            library.kill();
            await().until(() ->
                    context.getBean(VclLoopResources.class).application().state() == VclState.DETACHED);
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            await().until(() -> readiness(context) == ReadinessState.REFUSING_TRAFFIC);
        });
    }

    @Test
    void tellsAContextThatJoinsWhileVppIsGone() {
        Events events = new Events();
        listen();
        runner.run(first -> {
            serve(first);
            library.kill();
            await().until(() ->
                    first.getBean(VclLoopResources.class).application().state() == VclState.DETACHED);
            runner.withBean(Events.class, () -> events).run(second -> {
                await().until(() -> events.have(VclDetachedEvent.class));
                AvailabilityChangeEvent.publish(second, ReadinessState.ACCEPTING_TRAFFIC);
                await().until(() -> readiness(second) == ReadinessState.REFUSING_TRAFFIC);
            });
        });
    }

    @Test
    void refusesReadinessUntilVppHasAllListenersAgain(CapturedOutput output) {
        LoopbackVppcomLibrary loopback = (LoopbackVppcomLibrary) Vcl.load(Vcl.LOOPBACK, null);
        Events events = new Events();
        runner.withBean(VppcomLibrary.class, () -> loopback)
                .withBean(Events.class, () -> events)
                .withAllowBeanDefinitionOverriding(true)
                .run(context -> {
                    DisposableServer server = TcpServer.create()
                            .runOn(context.getBean(VclLoopResources.class))
                            .host("127.0.0.1")
                            .port(0)
                            .handle((in, out) -> out.neverComplete())
                            .bindNow();
                    AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
                    loopback.faults().loseListener(server.port());
                    loopback.faults().kill();
                    await().until(() -> readiness(context) == ReadinessState.REFUSING_TRAFFIC);
                    // whoever notices only after VPP's return loses it once more
                    await().until(() -> context.getBean(VclLoopResources.class).application().workers().stream()
                            .allMatch(VclWorker::isDetached));
                    VclHealthIndicator health = context.getBean(VclHealthIndicator.class);
                    try (ServerSocket taker = new ServerSocket()) {
                        taker.bind(new InetSocketAddress("127.0.0.1", server.port()));
                        loopback.faults().revive();
                        await().until(() -> events.have(VclAttachedEvent.class));
                        await().until(() -> output.getOut().contains("2 of 2 listeners are missing"));
                        staysRefused(context);
                        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
                    } finally {
                        loopback.faults().reset();
                    }
                    await().until(() -> readiness(context) == ReadinessState.ACCEPTING_TRAFFIC);
                    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
                    await().until(() -> output.getOut().contains("VPP has all 2 listeners again"));
                    server.disposeNow(Duration.ofSeconds(5));
                });
        assertThat(output.getOut()).containsOnlyOnce("listeners are missing");
    }

    @Test
    void refusesReadinessAlsoForAListenerThatIsFoundMissingLate() {
        listen();
        runner.run(context -> {
            serve(context);
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            library.kill();
            await().until(() -> readiness(context) == ReadinessState.REFUSING_TRAFFIC);
            library.revive();
            // longer than listeners are often looked at
            await().during(Duration.ofSeconds(8))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> readiness(context) == ReadinessState.ACCEPTING_TRAFFIC);
            stats(context).listeners = 0;
            await().until(() -> readiness(context) == ReadinessState.REFUSING_TRAFFIC);
            stats(context).listeners = 1;
            await().until(() -> readiness(context) == ReadinessState.ACCEPTING_TRAFFIC);
        });
    }

    @Test
    void refusesNothingThatTheKernelServes() {
        Events events = new Events();
        listen();
        runner.withBean(Events.class, () -> events).run(context -> {
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            library.kill();
            await().until(() -> events.have(VclDetachedEvent.class));
            await().during(Duration.ofMillis(500)).until(() -> readiness(context) == ReadinessState.ACCEPTING_TRAFFIC);
        });
    }

    @Test
    void aListenerMayBlockWithoutHoldingUpReadiness() {
        CountDownLatch release = new CountDownLatch(1);
        Events events = new Events();
        listen();
        runner.withBean(Events.class, () -> events)
                .withBean(BlockingListener.class, () -> new BlockingListener(release))
                .run(context -> {
                    serve(context);
                    AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
                    library.kill();
                    await().until(() -> readiness(context) == ReadinessState.REFUSING_TRAFFIC);
                    library.revive();
                    await().until(() -> readiness(context) == ReadinessState.ACCEPTING_TRAFFIC);
                    assertThat(events.have(VclAttachedEvent.class)).isFalse();
                    release.countDown();
                    await().until(() -> events.have(VclAttachedEvent.class));
                });
    }

    @Test
    void aStopOfVppWhileTheContextClosesIsNoFailure(CapturedOutput output) {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch notified = new CountDownLatch(1);
        listen();
        runner.run(context -> {
            VclApplication application = context.getBean(VclLoopResources.class).application();
            VclAttachmentEvents events = new VclAttachmentEvents(context, true);
            // notified in this order, the second one although it has been removed meanwhile
            application.addListener((from, to) -> {
                reached.countDown();
                block(closed);
            });
            events.follow(application);
            application.addListener((from, to) -> notified.countDown());
            library.kill();
            await().until(() -> reached.getCount() == 0);
            events.destroy();
            closed.countDown();
            await().until(() -> notified.getCount() == 0);
        });
        assertThat(output).doesNotContain("RejectedExecutionException", "A VclStateListener failed");
    }

    @Test
    void logsWhatAListenerThrows(CapturedOutput output) {
        Events events = new Events();
        listen();
        runner.withBean(FailingListener.class)
                .withBean(Events.class, () -> events)
                .run(context -> {
                    library.kill();
                    await().until(() -> output.getOut().contains("A listener of VclDetachedEvent failed"));
                    library.revive();
                    await().until(() -> events.have(VclAttachedEvent.class));
                });
        assertThat(output).contains("IllegalStateException: on purpose");
    }

    @Test
    void tellsOfLoopsThatAreTheUsersOwn() {
        Events events = new Events();
        listen();
        runner.withBean(Events.class, () -> events)
                .withUserConfiguration(OwnResources.OwnLoops.class, OwnResources.OwnFactory.class)
                .run(context -> {
                    serve(context);
                    AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
                    library.kill();
                    await().until(() -> events.have(VclDetachedEvent.class));
                    await().until(() -> readiness(context) == ReadinessState.REFUSING_TRAFFIC);
                });
        // their end is not waited for
        await().until(() -> VclApplication.current().isEmpty());
    }

    /** As a server that listens over VPP: without one readiness has nothing to do with VPP. */
    private static void serve(ApplicationContext context) {
        VclWorkerStats stats = stats(context);
        stats.wantedListeners = 1;
        stats.listeners = 1;
    }

    private static VclWorkerStats stats(ApplicationContext context) {
        return context.getBean(VclLoopResources.class)
                .application()
                .workers()
                .get(0)
                .stats();
    }

    /** Looked at a few times at least. */
    private static void staysRefused(ApplicationContext context) {
        await().during(Duration.ofSeconds(1)).until(() -> readiness(context) == ReadinessState.REFUSING_TRAFFIC);
    }

    @Test
    void reportsAnEventLoopThatDoesNotTurnAndThatItTurnsAgain(CapturedOutput output) {
        CountDownLatch release = new CountDownLatch(1);
        listen();
        runner.withPropertyValues("vcl.worker.stall-threshold=200ms").run(context -> {
            VclLoopResources loops = context.getBean(VclLoopResources.class);
            EventLoop loop = loops.onServer(true).next();
            loop.execute(() -> block(release));
            // on a busy machine the other loop may be reported, too
            await().until(() -> output.getOut().contains("VclAttachTests.block"));
            VclHealthIndicator health = context.getBean(VclHealthIndicator.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.health().getDetails().get("workers").toString()).contains("state=STALLED");
            await().until(() -> output.getOut().contains("VclAttachTests.block"));
            release.countDown();
            await().until(() -> loops.application().workers().stream().noneMatch(VclWorker::isStalled));
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        });
        assertThat(output)
                .containsPattern("VclWorker\\[\\d, reactor-http-vcl-\\d+\\] has not turned for \\d+ ms")
                .contains("VclAttachTests.block")
                .contains("answers again");
    }

    private static void block(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ReadinessState readiness(ApplicationContext context) {
        return context.getBean(ApplicationAvailability.class).getReadinessState();
    }

    /** As VPP's app socket looks before anything native is called. */
    private void listen() {
        try {
            vpp = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            vpp.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    record BlockingListener(CountDownLatch release) implements ApplicationListener<VclDetachedEvent> {

        @Override
        public void onApplicationEvent(VclDetachedEvent event) {
            block(release);
        }
    }

    static final class FailingListener implements ApplicationListener<VclDetachedEvent> {

        @Override
        public void onApplicationEvent(VclDetachedEvent event) {
            throw new IllegalStateException("on purpose");
        }
    }

    static final class Events implements ApplicationListener<ApplicationEvent> {

        private final List<Class<?>> types = new CopyOnWriteArrayList<>();
        private final List<String> threads = new CopyOnWriteArrayList<>();

        @Override
        public void onApplicationEvent(ApplicationEvent event) {
            if (event instanceof VclDetachedEvent || event instanceof VclAttachedEvent) {
                threads.add(Thread.currentThread().getName());
                types.add(event.getClass());
            }
        }

        boolean have(Class<?> type) {
            return types.contains(type);
        }
    }
}
