/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.channel.datagram.VclDatagramChannel;
import io.github.vclspring.suite.SuiteLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.DuplexChannel;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reading happens when it is asked for, and then it does happen. */
class DemandTests {

    private static final int PIECE = 1024;

    @RegisterExtension
    final Loopback loopback = new Loopback();

    private final Handlers.Sink served = new Handlers.Sink();

    private Channel serverThatReadsOnDemand() {
        return loopback.bind(loopback.bootstrap(() -> served)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(PIECE)));
    }

    @Test
    void afterThePeersFinNoMoreIsReadThanWasAskedFor() {
        Channel client = loopback.connect(loopback.client(Handlers.Sink::new), serverThatReadsOnDemand());
        await().until(() -> served.channel != null);
        client.writeAndFlush(Unpooled.wrappedBuffer(new byte[10 * PIECE])).syncUninterruptibly();
        client.close().syncUninterruptibly();
        // longer than VPP keeps a connection after the FIN
        await().during(Duration.ofMillis(2_500)).until(() -> served.size == 0);
        for (int i = 1; i <= 10; i++) {
            int expected = i * PIECE;
            served.channel.read();
            await().until(() -> served.size >= expected);
            assertThat(served.size).isEqualTo(expected);
        }
        await().until(((DuplexChannel) served.channel)::isInputShutdown);
        assertThat(served.failures).isEmpty();
        served.channel.close().syncUninterruptibly();
    }

    @Test
    void ourFinIsSentAlthoughWhatThePeerSentIsNotAskedForYet() {
        Handlers.Sink sink = new Handlers.Sink();
        Channel client = loopback.connect(
                loopback.client(() -> sink).option(ChannelOption.ALLOW_HALF_CLOSURE, true), serverThatReadsOnDemand());
        await().until(() -> served.channel != null);
        client.writeAndFlush(Unpooled.wrappedBuffer(new byte[2 * PIECE])).syncUninterruptibly();
        ((DuplexChannel) client).shutdownOutput().syncUninterruptibly();
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);
        ((DuplexChannel) served.channel).shutdownOutput().syncUninterruptibly();
        await().until(((DuplexChannel) client)::isInputShutdown);
        served.channel.read();
        await().until(() -> served.size == PIECE);
        served.channel.read();
        await().until(() -> served.size == 2 * PIECE);
        await().until(((DuplexChannel) served.channel)::isInputShutdown);
    }

    @Test
    void whatIsHeldAfterTheFinIsReleasedByAClose() {
        Channel client = loopback.connect(loopback.client(Handlers.Sink::new), serverThatReadsOnDemand());
        await().until(() -> served.channel != null);
        client.writeAndFlush(Unpooled.wrappedBuffer(new byte[10 * PIECE])).syncUninterruptibly();
        client.close().syncUninterruptibly();
        served.channel.read();
        await().until(() -> served.size == PIECE);
        served.channel.close().syncUninterruptibly();
        await().until(() -> Loopback.sum(stats -> stats.openSessions) == 0);
        assertThat(served.size).isEqualTo(PIECE);
    }

    @Test
    void aReadAfterAutoReadWasSwitchedOffByAnotherThreadIsDone() throws Exception {
        Channel server = loopback.bind(loopback.bootstrap(() -> served));
        Channel client = loopback.connect(loopback.client(Handlers.Sink::new), server);
        await().until(() -> served.channel != null);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch switched = new CountDownLatch(1);
        served.channel.eventLoop().execute(() -> {
            busy.countDown();
            try {
                switched.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            served.channel.read();
        });
        busy.await();
        served.channel.config().setAutoRead(false);
        switched.countDown();
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        client.writeAndFlush(Unpooled.wrappedBuffer(new byte[1])).syncUninterruptibly();
        await().until(() -> served.size == 1);
    }

    @Test
    void aStreamReadsOnAfterAnAllocatorHasFailedOnce() {
        AtomicInteger failures = new AtomicInteger(1);
        Channel server = loopback.bind(loopback.bootstrap(() -> served)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FailingAllocator(failures)));
        Channel client = loopback.connect(loopback.client(Handlers.Sink::new), server);
        client.writeAndFlush(Unpooled.wrappedBuffer(new byte[100])).syncUninterruptibly();
        await().until(() -> served.size == 100);
        assertThat(served.failures).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAllocatorThatFailsForEverDoesNotKeepALoopBusy() throws Exception {
        AtomicInteger failures = new AtomicInteger(Integer.MAX_VALUE);
        Channel datagrams = new Bootstrap()
                .group(SuiteLoops.group())
                .channel(VclDatagramChannel.class)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FailingAllocator(failures))
                .handler(served)
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
        try (DatagramSocket socket = new DatagramSocket()) {
            InetSocketAddress address = (InetSocketAddress) datagrams.localAddress();
            socket.send(new DatagramPacket(new byte[10], 10, address));
            await().until(() -> !served.failures.isEmpty());
            await().during(Duration.ofSeconds(1)).until(() -> served.failures.size() <= 15);
        } finally {
            datagrams.close().syncUninterruptibly();
        }
    }

    /** Its first allocations fail. */
    private static final class FailingAllocator extends FixedRecvByteBufAllocator {

        private final AtomicInteger failures;

        FailingAllocator(AtomicInteger failures) {
            super(2048);
            this.failures = failures;
        }

        @Override
        @SuppressWarnings("deprecation") // as the interface has it
        public Handle newHandle() {
            return new FailingHandle((RecvByteBufAllocator.ExtendedHandle) super.newHandle(), failures);
        }
    }

    private static final class FailingHandle extends RecvByteBufAllocator.DelegatingHandle
            implements RecvByteBufAllocator.ExtendedHandle {

        private final RecvByteBufAllocator.ExtendedHandle delegate;
        private final AtomicInteger failures;

        FailingHandle(RecvByteBufAllocator.ExtendedHandle delegate, AtomicInteger failures) {
            super(delegate);
            this.delegate = delegate;
            this.failures = failures;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("no buffer");
            }
            return super.allocate(allocator);
        }

        @Override
        public boolean continueReading(io.netty.util.UncheckedBooleanSupplier maybeMoreDataSupplier) {
            return delegate.continueReading(maybeMoreDataSupplier);
        }
    }
}
