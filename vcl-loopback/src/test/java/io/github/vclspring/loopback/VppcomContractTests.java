/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.VclSide.ALL;
import static io.github.vclspring.loopback.VclSide.ERR;
import static io.github.vclspring.loopback.VclSide.HUP;
import static io.github.vclspring.loopback.VclSide.IN;
import static io.github.vclspring.loopback.VclSide.OUT;
import static io.github.vclspring.loopback.VclSide.RDHUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomAttr;
import io.github.vclspring.vppcom.VppcomLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What libvppcom promises, and what it withholds. Whoever implements {@link Vppcom} must pass it. The peer is the kernel,
 * by plain sockets of the JDK.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VppcomContractTests {

    static final int TX_FIFO_SIZE = 1 << 16;

    private final WorkerThread thread = new WorkerThread("worker-0");
    private InetSocketAddress address;
    private VclSide side;

    abstract VppcomLibrary library();

    /** An address of VPP that the kernel reaches, and that reaches {@link #kernelAddress}. */
    abstract InetAddress vppAddress();

    /** An address of the kernel. */
    abstract InetAddress kernelAddress();

    /** Lines for {@code vcl.conf} beside those of the tests. */
    String configuration() {
        return "";
    }

    @BeforeAll
    void attach() throws IOException {
        Path conf = Files.createTempFile("vcl", ".conf");
        Files.writeString(
                conf,
                "vcl {\n  use-mq-eventfd\n  app-scope-global\n  rx-fifo-size 65536\n  tx-fifo-size " + TX_FIFO_SIZE
                        + "\n" + configuration() + "}\n");
        library().setenv("VCL_CONFIG", conf.toString());
        assertThat(thread.call(() -> library().functions().appCreate("contract")))
                .isZero();
        side = thread.call(() -> new VclSide(library().functions()));
        Files.delete(conf);
    }

    @AfterAll
    void detach() {
        thread.run(() -> {
            side.settle(0);
            library().functions().appDestroy();
        });
        thread.close();
        library().setenv("VCL_CONFIG", null);
    }

    @BeforeEach
    void choosePort() {
        address =
                new InetSocketAddress(vppAddress(), ThreadLocalRandom.current().nextInt(20_000, 30_000));
    }

    @AfterEach
    void drain() {
        thread.run(() -> side.settle(0));
    }

    private static Socket dial(InetSocketAddress to) {
        try {
            Socket socket = new Socket();
            socket.connect(to, 5_000);
            socket.setSoTimeout(5_000);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A listener, one accepted session, and its peer. */
    private final class Connection implements AutoCloseable {

        final int listener;
        final Socket peer;
        final int session;

        Connection() {
            this(ALL);
        }

        Connection(int interests) {
            listener = thread.call(() -> side.listen(address));
            peer = dial(address);
            session = thread.call(() -> {
                int child = side.accept(listener);
                side.watch(child, interests, child);
                side.fetch(-2);
                return child;
            });
        }

        void send(String text) {
            try {
                peer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String receive(int length) {
            try {
                return new String(peer.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void reset() {
            try {
                peer.setSoLinger(true, 0);
                peer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            thread.run(() -> {
                side.vcl.sessionClose(session);
                side.vcl.sessionClose(listener);
                side.fetch(0);
            });
            try {
                peer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void anEchoWorks() {
        try (Connection c = new Connection()) {
            c.send("hello");
            String text = thread.call(() -> {
                assertThat(side.await(c.session, IN)).isEqualTo(IN);
                String read = side.readText(c.session);
                side.write(c.session, read);
                return read;
            });
            assertThat(text).isEqualTo("hello");
            assertThat(c.receive(5)).isEqualTo("hello");
        }
    }

    @Test
    void anAcceptedSessionKnowsBothAddresses() {
        try (Connection c = new Connection()) {
            thread.run(() -> {
                assertThat(side.address(c.session, VppcomAttr.GET_LCL_ADDR)).isEqualTo(address);
                assertThat(side.address(c.session, VppcomAttr.GET_PEER_ADDR).getPort())
                        .isEqualTo(c.peer.getLocalPort());
            });
        }
    }

    @Test
    void acceptWithoutAConnectionSaysAgain() {
        thread.run(() -> {
            int listener = side.listen(address);
            assertThat(side.vcl.sessionAccept(listener, side.endpoint.clear().address(), Vppcom.O_NONBLOCK))
                    .isEqualTo(Errno.EAGAIN);
            side.vcl.sessionClose(listener);
        });
    }

    @Test
    void aRegistrationTellsThatASessionIsWritableWithoutShowingItOnTheDescriptor() {
        try (Connection c = new Connection(IN)) {
            thread.run(() -> {
                side.fetch(0);
                side.fetch(-2);
                assertThat(side.rewatch(c.session, ALL, 7)).isZero();
                assertThat(Kernel.poll(side.vcl.workerMqsEpfd(), IN, 100)).isZero();
                assertThat(side.fetch(-2)).containsExactly(new VclSide.Event(OUT, 7));
                assertThat(side.rewatch(c.session, ALL, 7)).isZero();
                assertThat(side.fetch(-2)).isEmpty();
            });
        }
    }

    @Test
    void theDescriptorShowsWhatVppSent() {
        try (Connection c = new Connection()) {
            thread.run(() -> side.settle(0));
            c.send("x");
            thread.run(() -> {
                assertThat(Kernel.poll(side.vcl.workerMqsEpfd(), IN, 5_000)).isEqualTo(IN);
                assertThat(side.fetch(-2)).isEmpty();
                assertThat(side.await(c.session, IN)).isEqualTo(IN);
            });
        }
    }

    @Test
    void aPartialReadGetsNoFurtherEventUntilTheSessionIsDrained() {
        try (Connection c = new Connection()) {
            c.send("0123456789");
            thread.run(() -> {
                side.await(c.session, IN);
                assertThat(side.read(c.session, 4)).isEqualTo(4);
            });
            c.send("more");
            thread.run(() -> {
                assertThat(side.settle(c.session) & IN).isZero();
                assertThat(side.readText(c.session)).isEqualTo("456789more");
                assertThat(side.read(c.session, 10)).isEqualTo(Errno.EAGAIN);
            });
            c.send("again");
            thread.run(() -> assertThat(side.await(c.session, IN)).isEqualTo(IN));
        }
    }

    @Test
    void dataAndFinAreToldApartAndTheEndIsReadRepeatedly() throws IOException {
        try (Connection c = new Connection()) {
            c.send("last");
            c.peer.shutdownOutput();
            thread.run(() -> {
                assertThat(side.await(c.session, IN | RDHUP)).isEqualTo(IN | RDHUP);
                assertThat(side.readText(c.session)).isEqualTo("last");
                assertThat(side.read(c.session, 10)).isZero();
                assertThat(side.read(c.session, 10)).isZero();
                assertThat(side.write(c.session, "bye")).isEqualTo(3);
            });
            assertThat(c.receive(3)).isEqualTo("bye");
        }
    }

    @Test
    void aHangUpIsToldAsSuchToWhoDidNotAskForHalfClosure() throws IOException {
        try (Connection c = new Connection(IN | OUT)) {
            c.peer.shutdownOutput();
            thread.run(() -> assertThat(side.await(c.session, HUP)).isEqualTo(HUP));
        }
    }

    @Test
    void afterAHangUpNothingIsToldUntilTheRegistrationIsRenewed() throws IOException {
        try (Connection c = new Connection()) {
            c.peer.shutdownOutput();
            thread.run(() -> {
                side.await(c.session, RDHUP);
                assertThat(side.settle(c.session)).isZero();
                assertThat(side.rewatch(c.session, ALL, c.session)).isZero();
                assertThat(side.await(c.session)).isEqualTo(OUT);
            });
        }
    }

    @Test
    void twoSecondsAfterTheFinTheConnectionIsGoneWithoutAnEvent() throws IOException {
        try (Connection c = new Connection()) {
            c.peer.shutdownOutput();
            thread.run(() -> {
                side.await(c.session, RDHUP);
                VclSide.pause(2_500);
                assertThat(side.settle(c.session)).isZero();
                assertThat(side.read(c.session, 10)).isEqualTo(Errno.ENOTCONN);
                assertThat(side.write(c.session, "x")).isEqualTo(Errno.ENOTCONN);
            });
        }
    }

    @Test
    void aResetIsToldAndLosesWhatWasNotRead() {
        try (Connection c = new Connection()) {
            c.send("lost");
            thread.run(() -> side.await(c.session, IN));
            c.reset();
            thread.run(() -> {
                assertThat(side.await(c.session, ERR)).isEqualTo(IN | ERR | HUP | RDHUP);
                assertThat(side.read(c.session, 10)).isEqualTo(Errno.ECONNRESET);
                assertThat(side.write(c.session, "x")).isEqualTo(Errno.ECONNRESET);
            });
        }
    }

    @Test
    void afterOurShutdownWritingFailsAndReadingWorks() {
        try (Connection c = new Connection()) {
            thread.run(() -> {
                assertThat(side.write(c.session, "end")).isEqualTo(3);
                assertThat(side.vcl.sessionShutdown(c.session, Vppcom.SHUT_WR)).isZero();
                assertThat(side.write(c.session, "x")).isEqualTo(Errno.EPIPE);
            });
            assertThat(c.receive(4)).isEqualTo("end");
            c.send("reply");
            thread.run(() -> {
                side.await(c.session, IN);
                assertThat(side.readText(c.session)).isEqualTo("reply");
            });
        }
    }

    @Test
    void theFinThatAnswersOursIsAHangUp() throws IOException {
        try (Connection c = new Connection()) {
            thread.run(() -> side.vcl.sessionShutdown(c.session, Vppcom.SHUT_WR));
            assertThat(c.receive(1)).isEmpty();
            c.peer.shutdownOutput();
            thread.run(() -> {
                assertThat(side.await(c.session, RDHUP)).isEqualTo(RDHUP | HUP);
                assertThat(side.read(c.session, 1)).isZero();
            });
        }
    }

    @Test
    void aShutdownAfterThePeersFinIsIgnored() throws IOException {
        try (Connection c = new Connection()) {
            c.peer.shutdownOutput();
            thread.run(() -> {
                side.await(c.session, RDHUP);
                assertThat(side.vcl.sessionShutdown(c.session, Vppcom.SHUT_WR)).isZero();
            });
            c.peer.setSoTimeout(300);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> c.receive(1)))
                    .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void aFullFifoIsToldByAShortWriteAndAnEventWhenThereIsSpace() {
        try (Connection c = new Connection()) {
            long written = thread.call(() -> {
                side.settle(c.session);
                long total = 0;
                // until the network's buffers are full, too
                do {
                    total += side.fill(c.session);
                } while ((side.settle(c.session) & OUT) != 0);
                assertThat(side.write(c.session, "x")).isEqualTo(Errno.EAGAIN);
                assertThat(side.vcl.sessionAttr(c.session, VppcomAttr.GET_NWRITE, 0, 0))
                        .isZero();
                return total;
            });
            assertThat(c.receive((int) written)).hasSize((int) written);
            thread.run(() -> {
                assertThat(side.await(c.session, OUT)).isEqualTo(OUT);
                assertThat(side.vcl.sessionAttr(c.session, VppcomAttr.GET_NWRITE, 0, 0))
                        .isPositive();
            });
        }
    }

    @Test
    void segmentsAreWrittenAllOrNotAtAllAndARefusalIsFollowedByNothing() {
        try (Connection c = new Connection()) {
            thread.run(() -> {
                side.settle(c.session);
                assertThat(side.writeSegments(c.session, 3, 4)).isEqualTo(7);
                assertThat(side.writeSegments(c.session, TX_FIFO_SIZE, 1)).isEqualTo(Errno.EAGAIN);
                assertThat(side.writeSegments(c.session, 0, 4)).isZero();
                assertThat(side.settle(c.session)).isZero();
            });
            assertThat(c.receive(7)).hasSize(7);
        }
    }

    @Test
    void connectIsUnderWayUntilItsEventAndKnowsItsAddressesThen() throws IOException {
        try (java.net.ServerSocket server = new java.net.ServerSocket(0, 1, kernelAddress())) {
            InetSocketAddress to = (InetSocketAddress) server.getLocalSocketAddress();
            int session = thread.call(() -> {
                int connecting = side.connect(to);
                assertThat(side.read(connecting, 1)).isEqualTo(Errno.ENOTCONN);
                assertThat(side.write(connecting, "x")).isEqualTo(Errno.ENOTCONN);
                assertThat(side.await(connecting)).isEqualTo(OUT);
                assertThat(side.vcl.sessionGetError(connecting)).isZero();
                return connecting;
            });
            try (Socket accepted = server.accept()) {
                thread.run(() -> {
                    assertThat(side.address(session, VppcomAttr.GET_PEER_ADDR)).isEqualTo(to);
                    assertThat(side.address(session, VppcomAttr.GET_LCL_ADDR).getPort())
                            .isEqualTo(accepted.getPort());
                    assertThat(side.write(session, "hi")).isEqualTo(2);
                });
                assertThat(accepted.getInputStream().readNBytes(2)).hasSize(2);
            }
            thread.run(() -> side.vcl.sessionClose(session));
        }
    }

    @Test
    void aRefusedConnectIsAHangUpWithAnError() {
        thread.run(() -> {
            int session = side.connect(new InetSocketAddress(kernelAddress(), 9));
            assertThat(side.await(session, HUP)).isEqualTo(OUT | HUP);
            assertThat(side.vcl.sessionGetError(session)).isEqualTo(Errno.ECONNREFUSED);
            assertThat(side.vcl.sessionClose(session)).isZero();
        });
    }

    @Test
    void aConnectWithoutInterestInWritingIsNeverTold() throws IOException {
        try (java.net.ServerSocket server = new java.net.ServerSocket(0, 1, kernelAddress())) {
            thread.run(() -> {
                int session = side.tcp();
                side.vcl.sessionConnect(
                        session,
                        side.endpoint
                                .set((InetSocketAddress) server.getLocalSocketAddress())
                                .address());
                side.watch(session, IN | RDHUP, session);
                assertThat(side.settle(session)).isZero();
                side.vcl.sessionClose(session);
            });
        }
    }

    @Test
    void aSecondListenerOfTheSameWorkerIsInUse() {
        thread.run(() -> {
            int first = side.listen(address);
            int second = side.tcp();
            side.vcl.sessionBind(second, side.endpoint.set(address).address());
            assertThat(side.vcl.sessionListen(second, 1)).isEqualTo(Errno.EADDRINUSE);
            side.vcl.sessionClose(second);
            side.vcl.sessionClose(first);
        });
    }

    @Test
    void listeningOnAForeignAddressIsRefused() throws IOException {
        InetAddress foreign = InetAddress.getByName("203.0.113.7");
        thread.run(() -> {
            int session = side.tcp();
            side.vcl.sessionBind(
                    session,
                    side.endpoint.set(new InetSocketAddress(foreign, 80)).address());
            assertThat(side.vcl.sessionListen(session, 1)).isEqualTo(Errno.ECONNREFUSED);
            assertThat(side.vcl.sessionGetError(session)).isEqualTo(Errno.EFAULT);
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void aHandleThatNeverWasIsBad() {
        thread.run(() -> {
            assertThat(side.read(0xfffff, 1)).isEqualTo(Errno.EBADFD);
            assertThat(side.vcl.sessionClose(0xfffff)).isEqualTo(Errno.EBADFD);
        });
    }

    @Test
    void indicesOfClosedSessionsAreUsedAgain() {
        int first;
        try (Connection c = new Connection()) {
            first = c.session;
        }
        thread.run(() -> side.settle(0));
        try (Connection c = new Connection()) {
            assertThat(java.util.List.of(c.session, c.listener)).contains(first);
        }
    }

    @Test
    void closingSendsFinAndClosingWithUnreadDataResets() {
        try (Connection c = new Connection()) {
            thread.run(() -> side.vcl.sessionShutdown(c.session, Vppcom.SHUT_WR));
            assertThat(c.receive(1)).isEmpty();
        }
        Connection c = new Connection();
        c.send("unread");
        thread.run(() -> side.await(c.session, IN));
        c.close();
    }

    @Test
    void intAttributesAreStoredAndWantTheirExactLength() {
        thread.run(() -> {
            int session = side.tcp();
            long value = side.memory();
            long length = value + 8;
            Kernel.MEMORY.putInt(value, 1);
            Kernel.MEMORY.putInt(length, 4);
            assertThat(side.vcl.sessionAttr(session, VppcomAttr.SET_TCP_NODELAY, value, length))
                    .isZero();
            Kernel.MEMORY.putInt(value, 0);
            assertThat(side.vcl.sessionAttr(session, VppcomAttr.GET_TCP_NODELAY, value, length))
                    .isZero();
            assertThat(Kernel.MEMORY.getInt(value)).isEqualTo(1);
            Kernel.MEMORY.putInt(length, 8);
            assertThat(side.vcl.sessionAttr(session, VppcomAttr.SET_TCP_NODELAY, value, length))
                    .isEqualTo(Errno.EINVAL);
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void theLengthOfTheReceiveFifoTakesEightBytes() {
        thread.run(() -> {
            int session = side.tcp();
            long value = side.memory();
            Kernel.MEMORY.putLong(value, -1);
            Kernel.MEMORY.putInt(value + 8, 4);
            assertThat(side.vcl.sessionAttr(session, VppcomAttr.GET_RX_FIFO_LEN, value, value + 8))
                    .isZero();
            assertThat(Kernel.MEMORY.getLong(value)).isEqualTo(65536);
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void moreEventsThanAskedForAreKept() {
        try (Connection c = new Connection(IN)) {
            thread.run(() -> {
                side.settle(0);
                side.rewatch(c.session, OUT, 1);
                side.rewatch(c.session, IN, 1);
                side.rewatch(c.session, OUT, 1);
                assertThat(side.fetch(-2, 1)).hasSize(1);
                assertThat(side.fetch(-2, 1)).hasSize(1);
                assertThat(side.fetch(-2, 1)).isEmpty();
            });
        }
    }
}
