/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.github.vclspring.suite.SuiteLoops;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a handler that blocks its loop keeps others from, and what it does not. */
class BlockedLoopTests {

    private static final int CLIENTS = 4 * SuiteLoops.COUNT;

    @RegisterExtension
    final Loopback loopback = new Loopback();

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void release() throws IOException {
        goOn.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void block(EventLoop loop) throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        loop.execute(() -> {
            blocked.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        blocked.await();
    }

    @Test
    void theOtherLoopsServeWhileTheServersOwnIsBlocked() throws Exception {
        Channel server = loopback.server(Handlers.Echo::new);
        block(server.eventLoop());
        for (int i = 0; i < CLIENTS; i++) {
            Socket socket = new Socket("127.0.0.1", Loopback.port(server));
            sockets.add(socket);
            socket.getOutputStream().write(1);
        }
        int others = CLIENTS - CLIENTS / SuiteLoops.COUNT;
        await().until(() -> answered() == others);
        goOn.countDown();
        await().until(() -> answered() == CLIENTS);
    }

    private long answered() throws IOException {
        long answered = 0;
        for (Socket socket : sockets) {
            answered += socket.getInputStream().available();
        }
        return answered;
    }

    @Test
    void aServerIsBoundAndABlockedLoopJoinsLater() throws Exception {
        EventLoop home = SuiteLoops.group().next();
        block(SuiteLoops.group().next());
        Channel server = bindOn(home);
        assertThat(Loopback.sum(stats -> stats.listeners)).isEqualTo(SuiteLoops.COUNT - 1);
        goOn.countDown();
        await().until(() -> Loopback.sum(stats -> stats.listeners) == SuiteLoops.COUNT);
        server.close().sync();
    }

    @Test
    void aLoopThatCannotListenWhenItJoinsTriesAgain() throws Exception {
        EventLoop home = SuiteLoops.group().next();
        block(SuiteLoops.group().next());
        Channel server = bindOn(home);
        loopback.faults().failEpollAdds(1);
        goOn.countDown();
        await().until(() -> Loopback.sum(stats -> stats.listeners) == SuiteLoops.COUNT);
        assertThat(Loopback.sum(stats -> stats.wantedListeners)).isEqualTo(SuiteLoops.COUNT);
        server.close().sync();
        assertThat(Loopback.sum(stats -> stats.wantedListeners)).isZero();
    }

    private static Channel bindOn(EventLoop loop) throws InterruptedException {
        VclServerSocketChannel server = new VclServerSocketChannel();
        loop.register(server).sync();
        assertThat(server.bind(new InetSocketAddress("127.0.0.1", 0)).await(10_000))
                .isTrue();
        return server;
    }
}
