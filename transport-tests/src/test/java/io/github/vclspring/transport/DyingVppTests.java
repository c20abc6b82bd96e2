/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclState;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.channel.VclConnection;
import io.github.vclspring.suite.SuiteLoops;
import io.github.vclspring.vpptest.NamespaceTests;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** VPP that dies while a handler blocks its loop. */
@EnabledIfSystemProperty(
        named = VppRequest.DIRECTORY,
        matches = ".+",
        disabledReason = "the loopback's workers share no memory")
class DyingVppTests {

    private static final int CLIENTS = 16;

    @RegisterExtension
    final Net net = new Net();

    private final Queue<Channel> accepted = new ConcurrentLinkedQueue<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private Channel server;
    private VclWorker first;

    @BeforeEach
    void serveOnAllLoops() {
        first = SuiteLoops.application().worker(0).orElseThrow();
        server = net.serve(Kind.KERNEL_TO_VCL, () -> new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                accepted.add(ctx.channel());
            }
        });
        connectAll();
    }

    private void connectAll() {
        accepted.clear();
        for (int i = 0; i < CLIENTS; i++) {
            net.connect(net.client(Kind.KERNEL_TO_VCL, new Handlers.Sink()), server);
        }
        await().until(() -> accepted.size() == CLIENTS);
        assertThat(acceptedByOthers()).hasSizeLessThan(CLIENTS).isNotEmpty();
    }

    private List<Channel> acceptedByOthers() {
        return accepted.stream()
                .filter(channel -> VclConnection.of(channel).worker() != first.index())
                .toList();
    }

    @AfterEach
    void releaseAll() {
        goOn.countDown();
    }

    @Test
    void theFirstWorkerUnmapsTheQueueToVppWhenNobodyUsesItAnyMore() throws IOException {
        holdOthers();
        acceptedByOthers()
                .forEach(channel -> channel.eventLoop().execute(() -> {
                    channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[1000]));
                    channel.close();
                }));
        List<Channel> ofFirst = accepted.stream()
                .filter(channel -> !acceptedByOthers().contains(channel))
                .toList();
        VppRequest.KILL.ask();
        // nobody would serve them while the first worker waits for the others
        await().until(() -> ofFirst.stream().noneMatch(Channel::isOpen));
        // VCL would have it unmapped after a second
        await().during(Duration.ofSeconds(4)).until(() -> !first.isDetached());
        assertThat(SuiteLoops.application().state()).isEqualTo(VclState.DETACHED);
        assertThat(connectBy(first).cause()).hasMessageContaining("detached from VPP");
        goOn.countDown();
        awaitDetached(SuiteLoops.COUNT);
        await().until(() -> accepted.stream().noneMatch(Channel::isOpen));
        VppRequest.RESTART.ask();
        await().until(() -> SuiteLoops.application().state() == VclState.ATTACHED);
    }

    /** VCL counts the workers that have re-attached: by that count the first one of the next attach epoch is not the first. */
    @Test
    void workersThatMissedALifeOfVppsServeInTheNext() throws IOException {
        VppRequest.KILL.ask();
        awaitDetached(SuiteLoops.COUNT);
        holdOthers();
        VppRequest.RESTART.ask();
        awaitDetached(SuiteLoops.COUNT - 1);
        VppRequest.KILL.ask();
        awaitDetached(SuiteLoops.COUNT);
        VppRequest.RESTART.ask();
        awaitDetached(SuiteLoops.COUNT - 1);
        goOn.countDown();
        await().until(() -> SuiteLoops.application().state() == VclState.ATTACHED);
        await().until(() -> Loopback.sum(stats -> stats.listeners) == SuiteLoops.COUNT);
        connectAll();
    }

    private ChannelFuture connectBy(VclWorker worker) {
        EventLoop loop = accepted.stream()
                .filter(channel -> VclConnection.of(channel).worker() == worker.index())
                .findAny()
                .orElseThrow()
                .eventLoop();
        ChannelFuture connect =
                net.client(Kind.VCL_TO_KERNEL, new Handlers.Sink()).clone(loop).connect(Kind.VCL_TO_KERNEL.nobody());
        connect.awaitUninterruptibly(10_000);
        return connect;
    }

    @Test
    void aVppThatRefusesIsAskedMoreAndMoreRarely() throws Exception {
        VppRequest.KILL.ask();
        awaitDetached(SuiteLoops.COUNT);
        Path socket = Path.of(System.getProperty(NamespaceTests.APP_SOCKET));
        Files.delete(socket);
        try (RefusingVpp refusing = new RefusingVpp(socket)) {
            await().until(() -> refusing.requests() >= SuiteLoops.COUNT);
            // without pauses it is 20 times a second for each worker
            await().during(Duration.ofSeconds(3)).until(() -> refusing.requests() <= 10 * SuiteLoops.COUNT);
        }
        Files.delete(socket);
        VppRequest.RESTART.ask();
        await().until(() -> SuiteLoops.application().state() == VclState.ATTACHED);
        await().until(() -> Loopback.sum(stats -> stats.listeners) == SuiteLoops.COUNT);
        connectAll();
    }

    /** Returns when the other loops stand still, so that none notices what it is to miss. */
    private void holdOthers() {
        Set<EventLoop> loops =
                acceptedByOthers().stream().map(Channel::eventLoop).collect(Collectors.toSet());
        CountDownLatch held = new CountDownLatch(loops.size());
        loops.forEach(loop -> loop.execute(() -> hold(held)));
        await().until(() -> held.getCount() == 0);
    }

    private void hold(CountDownLatch held) {
        held.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitDetached(int workers) {
        await().until(() -> SuiteLoops.application().workers().stream()
                        .filter(VclWorker::isDetached)
                        .count()
                == workers);
    }
}
