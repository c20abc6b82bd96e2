/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclWorker;
import io.github.vclspring.channel.VclConnection;
import io.github.vclspring.suite.SuiteLoops;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** VPP that dies, and is not there again before the JVM ends. */
@EnabledIfSystemProperty(
        named = DyingVppTests.KILL_REQUEST,
        matches = ".+",
        disabledReason = "the loopback's workers share no memory")
class DyingVppTests {

    /** System property: the file that, once it is there, gets VPP killed. */
    static final String KILL_REQUEST = "vpp.kill-request";

    private static final int CLIENTS = 16;

    @RegisterExtension
    final Net net = new Net();

    private final List<Channel> accepted = new CopyOnWriteArrayList<>();

    @Test
    void theFirstWorkerUnmapsTheQueueToVppWhenNobodyUsesItAnyMore() throws IOException {
        Channel server = net.serve(Kind.KERNEL_TO_VCL, () -> new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                accepted.add(ctx.channel());
            }
        });
        for (int i = 0; i < CLIENTS; i++) {
            net.connect(net.client(Kind.KERNEL_TO_VCL, new Handlers.Sink()), server);
        }
        await().until(() -> accepted.size() == CLIENTS);
        VclWorker first = SuiteLoops.application().worker(0).orElseThrow();
        List<Channel> others = accepted.stream()
                .filter(channel -> VclConnection.of(channel).worker() != first.index())
                .toList();
        assertThat(others).hasSizeLessThan(CLIENTS).isNotEmpty();

        CountDownLatch goOn = new CountDownLatch(1);
        others.forEach(channel -> channel.eventLoop().execute(() -> writeAndClose(channel, goOn)));
        Files.createFile(Path.of(System.getProperty(KILL_REQUEST)));
        try {
            // VCL would have it unmapped after a second
            await().during(Duration.ofSeconds(4)).until(() -> !first.isDetached());
        } finally {
            goOn.countDown();
        }
        await().until(() -> SuiteLoops.application().workers().stream().allMatch(VclWorker::isDetached));
        await().until(() -> accepted.stream().noneMatch(Channel::isOpen));
    }

    private static void writeAndClose(Channel channel, CountDownLatch goOn) {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[1000]));
        channel.close();
    }
}
