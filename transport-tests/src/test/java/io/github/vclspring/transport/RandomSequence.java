/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.loopback.LoopbackFaults;
import io.github.vclspring.suite.SuiteNet;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A connection to which random things are done at both ends, all of them following from a seed. */
final class RandomSequence {

    private static final int MAX_OPERATIONS = 24;
    private static final int MAX_BYTES = 3 << 20;

    /** A wire that loses packets of a busy machine's is slow at times: VPP doubles its timeout up to 30 seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(SuiteNet.isVpp() ? 90 : 20);

    private final Random random;
    private final Kind kind;
    private final Side client;
    private final Side server;
    private final List<String> log = new ArrayList<>();

    /** So many bytes may be written: a fault that cuts writes makes many calls of them. */
    private int bytesLeft = MAX_BYTES;

    /** One side was closed or reset: data may be lost. */
    private boolean cut;

    RandomSequence(long seed) {
        random = new Random(seed);
        List<Kind> kinds = Kind.here().toList();
        kind = kinds.get(random.nextInt(kinds.size()));
        int up = random.nextInt(256);
        int down = random.nextInt(256);
        client = new Side(up, down);
        server = new Side(down, up);
    }

    /** Runs it and checks all that TCP and Netty promise. */
    void run(@Nullable LoopbackFaults faults) {
        if (faults != null) {
            inject(faults);
        }
        Channel listener = listen();
        try {
            if (random.nextInt(20) == 0) {
                giveUpConnecting(listener);
                return;
            }
            ChannelFuture connect = connect(listener);
            connect.syncUninterruptibly();
            assertThat(server.connected()).succeedsWithin(Duration.ofSeconds(10));
            for (int left = random.nextInt(1, MAX_OPERATIONS); left > 0 && !cut; left--) {
                operate(random.nextBoolean() ? client : server);
            }
            if (!cut) {
                endInPeace();
            }
            close();
            check();
        } finally {
            // nothing of a sequence that failed is left for the next test
            client.connected().thenAccept(Channel::close);
            server.connected().thenAccept(Channel::close);
            listener.close().syncUninterruptibly();
        }
    }

    private void inject(LoopbackFaults faults) {
        faults.reset();
        // what is not closed at once is not lost here
        faults.closeWait(Duration.ofMinutes(1));
        if (random.nextInt(3) == 0) {
            int limit = 1 << random.nextInt(16);
            faults.limitWrites(limit);
            bytesLeft = Math.min(bytesLeft, limit * 500);
            log.add("writes of " + limit + " bytes");
        }
        if (random.nextInt(3) == 0) {
            faults.refuseEveryRead(random.nextInt(2, 6));
        }
        if (random.nextInt(3) == 0) {
            faults.refuseEveryWrite(random.nextInt(3, 8));
        }
        if (random.nextInt(4) == 0) {
            faults.slowVpp(Duration.ofNanos(random.nextInt(1_000_000)));
        }
    }

    private Channel listen() {
        return kind.server()
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, random.nextBoolean())
                .childHandler(handler(server))
                .bind()
                .syncUninterruptibly()
                .channel();
    }

    private ChannelFuture connect(Channel listener) {
        return kind.client()
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_READ, random.nextBoolean())
                .handler(handler(client))
                .connect(listener.localAddress());
    }

    private static ChannelInitializer<Channel> handler(Side side) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(side);
            }
        };
    }

    private void giveUpConnecting(Channel listener) {
        ChannelFuture connect = connect(listener);
        Channel channel = connect.channel();
        if (random.nextBoolean()) {
            connect.cancel(false);
        }
        assertThat(channel.close().awaitUninterruptibly(10_000)).isTrue();
        assertThat(connect.awaitUninterruptibly(10_000)).isTrue();
        await().until(() -> !channel.isActive());
        // it may have been accepted all the same
        server.connected().thenAccept(Channel::close);
    }

    private void operate(Side side) {
        int choice = random.nextInt(100);
        if (choice < 50) {
            write(side);
        } else if (choice < 60) {
            log.add("flush");
            side.channel().flush();
        } else if (choice < 72) {
            boolean on = random.nextBoolean();
            log.add("autoRead " + on);
            side.channel().config().setAutoRead(on);
        } else if (choice < 78) {
            log.add("read");
            side.channel().read();
        } else if (choice < 92) {
            settle(random.nextInt(1, 6));
        } else if (choice < 95) {
            log.add("half-close");
            side.finished = true;
            side.channel().shutdownOutput();
        } else if (choice < 98) {
            log.add("close");
            cut = true;
            side.channel().close();
        } else {
            log.add("reset");
            cut = true;
            side.reset();
        }
    }

    private void write(Side side) {
        int length = Math.min(
                bytesLeft,
                switch (random.nextInt(6)) {
                    case 0 -> 0;
                    case 1 -> 1;
                    case 2, 3 -> random.nextInt(200);
                    case 4 -> random.nextInt(20_000);
                    default -> random.nextInt(400_000);
                });
        bytesLeft -= length;
        boolean flush = random.nextBoolean();
        log.add("write " + length + (flush ? " and flush" : ""));
        side.write(random, length, flush);
    }

    /** Lets both loops turn. */
    private void settle(int turns) {
        for (int i = 0; i < turns; i++) {
            client.channel().eventLoop().submit(() -> {}).syncUninterruptibly();
            server.channel().eventLoop().submit(() -> {}).syncUninterruptibly();
        }
    }

    /** All is written, both send their FIN, and nothing may be lost. */
    private void endInPeace() {
        for (Side side : List.of(client, server)) {
            side.channel().flush();
            side.channel().config().setAutoRead(true);
        }
        until("all is written", () -> isBroken() || (client.isAllWritten() && server.isAllWritten()));
        Side first = random.nextBoolean() ? client : server;
        Side second = first == client ? server : client;
        finish(first);
        if (random.nextBoolean()) {
            until("the first end is seen", () -> isBroken() || second.hasEnded());
        }
        finish(second);
        until("both ends are seen", () -> isBroken() || (client.hasEnded() && server.hasEnded()));
        if (isBroken()) {
            return;
        }
        assertThat(server.received()).as("client to server: %s", this).isBetween(client.succeeded(), client.issued());
        assertThat(client.received()).as("server to client: %s", this).isBetween(server.succeeded(), server.issued());
        for (Side side : List.of(client, server)) {
            if (!side.finished) {
                assertThat(side.failure())
                        .as("no write fails without a cause: %s", this)
                        .isNull();
            }
        }
    }

    private boolean isBroken() {
        return client.isBroken() || server.isBroken();
    }

    private static void finish(Side side) {
        if (!side.finished) {
            side.channel().shutdownOutput();
        }
    }

    private void until(String what, Callable<Boolean> condition) {
        await(what + ": " + this)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(condition);
    }

    private void close() {
        client.channel().close().syncUninterruptibly();
        server.channel().close().syncUninterruptibly();
    }

    private void check() {
        until("writes end", () -> client.isAllWritten() && server.isAllWritten());
        until("buffers are released", () -> client.isReleased() && server.isReleased());
        assertThat(client.violations()).as("client: %s", this).isEmpty();
        assertThat(server.violations()).as("server: %s", this).isEmpty();
        assertThat(server.received()).as("not more than was sent: %s", this).isLessThanOrEqualTo(client.issued());
        assertThat(client.received()).as("not more than was sent: %s", this).isLessThanOrEqualTo(server.issued());
    }

    @Override
    public String toString() {
        return kind + " " + log + "\nclient: " + client + "\nserver: " + server;
    }
}
