/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.VclSide.ALL;
import static io.github.vclspring.loopback.VclSide.ERR;
import static io.github.vclspring.loopback.VclSide.HUP;
import static io.github.vclspring.loopback.VclSide.IN;
import static io.github.vclspring.loopback.VclSide.OUT;
import static io.github.vclspring.loopback.VclSide.RDHUP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomAttr;
import io.github.vclspring.vppcom.VppcomEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What libvppcom promises of TCP, and what it withholds. Whoever implements {@link Vppcom} must pass it. */
abstract class VppcomContractTests extends VppcomFixture {

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
    void aFlushKeepsTheEventsForEpollWaitAndLeavesTheDescriptorToBeSignalledAgain() {
        VppcomEvents edge = new VppcomEvents(1);
        int edges = Kernel.epollCreate();
        try (Connection c = new Connection()) {
            thread.run(() -> {
                side.settle(0);
                edge.set(0, IN | VppcomEvents.EPOLLET, 0);
                Kernel.epollCtl(edges, Vppcom.EPOLL_CTL_ADD, side.vcl.workerMqsEpfd(), edge.address());
                Kernel.epollWait(edges, edge.address(), 1, 0);
            });
            for (String text : List.of("one", "two", "three")) {
                c.send(text);
                thread.run(() -> {
                    assertThat(Kernel.epollWait(edges, edge.address(), 1, 5_000))
                            .as(text)
                            .isEqualTo(1);
                    side.vcl.flushMqEvents();
                    assertThat(side.fetch(-2)).containsExactly(new VclSide.Event(IN, c.session));
                    assertThat(side.readText(c.session)).isEqualTo(text);
                    assertThat(Kernel.epollWait(edges, edge.address(), 1, 50)).isZero();
                });
            }
        } finally {
            Kernel.close(edges);
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
                assertThat(side.settleOnceReadable(c.session, 10, c.session) & IN)
                        .isZero();
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
                VclSide.pause(4_000);
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
            assertThatThrownBy(() -> c.receive(1)).hasRootCauseInstanceOf(SocketTimeoutException.class);
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
        try (ServerSocket server = new ServerSocket(0, 1, kernelAddress())) {
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
        try (ServerSocket server = new ServerSocket(0, 1, kernelAddress())) {
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
        Set<Integer> seen = new HashSet<>();
        boolean again = false;
        for (int i = 0; i < 10 && !again; i++) {
            try (Connection c = new Connection()) {
                again = !seen.add(c.session);
                // after a FIN of ours VPP would keep the session for a while
                c.reset();
                thread.run(() -> side.await(c.session, ERR));
            }
            thread.run(() -> side.settle(0));
        }
        assertThat(again).isTrue();
    }

    @Test
    void closingSendsWhatWasWrittenAndThenFin() throws IOException {
        try (Connection c = new Connection()) {
            thread.run(() -> {
                side.write(c.session, "bye");
                assertThat(c.closeSession()).isZero();
            });
            assertThat(new String(c.peer.getInputStream().readAllBytes(), UTF_8))
                    .isEqualTo("bye");
        }
    }

    @Test
    void closingWithUnreadDataResets() {
        try (Connection c = new Connection()) {
            c.send("unread");
            thread.run(() -> {
                side.await(c.session, IN);
                assertThat(c.closeSession()).isZero();
            });
            assertThatThrownBy(() -> c.receive(1)).hasRootCauseInstanceOf(SocketException.class);
        }
    }

    @Test
    void terminatingResets() {
        try (Connection c = new Connection()) {
            thread.run(() -> {
                side.unwatch(c.session);
                assertThat(side.vcl.sessionTerminate(c.session)).isZero();
                assertThat(c.closeSession()).isZero();
            });
            assertThatThrownBy(() -> c.receive(1)).hasRootCauseInstanceOf(SocketException.class);
        }
    }

    @Test
    void aConnectionThatEndedBeforeItWasAcceptedIsReadToItsEnd() throws IOException {
        int listener = thread.call(() -> side.listen(address));
        try (Socket peer = dial(address)) {
            peer.getOutputStream().write("early".getBytes(UTF_8));
            peer.shutdownOutput();
            thread.run(() -> {
                side.await(listener, IN);
                side.settle(0);
                int child =
                        side.vcl.sessionAccept(listener, side.endpoint.clear().address(), Vppcom.O_NONBLOCK);
                side.watch(child, ALL, child);
                // whether the end is told depends on when VPP heard of it
                side.settleOnceReadable(child, 5, child);
                assertThat(side.readText(child)).isEqualTo("early");
                assertThat(side.awaitRead(child, 1)).isZero();
                side.vcl.sessionClose(child);
                side.vcl.sessionClose(listener);
                side.fetch(0);
            });
        }
    }

    @Test
    void aHandleThatIsNoEpollSetIsRefused() {
        thread.run(() -> {
            int plain = side.tcp();
            int other = side.tcp();
            assertThat(side.vcl.epollCtl(plain, Vppcom.EPOLL_CTL_ADD, other, side.memory()))
                    .isEqualTo(Errno.EINVAL);
            assertThat(side.vcl.epollWait(plain, side.memory(), 1, 0)).isEqualTo(Errno.EINVAL);
            assertThat(side.unwatch(plain)).isEqualTo(-2);
            side.vcl.sessionClose(plain);
            side.vcl.sessionClose(other);
        });
    }

    @Test
    void aListenerCannotBeShutDownAndASessionThatDoesNotListenCannotAccept() {
        thread.run(() -> {
            int listener = side.listen(address);
            assertThat(side.vcl.sessionShutdown(listener, Vppcom.SHUT_RDWR)).isEqualTo(Errno.EBADFD);
            side.vcl.sessionClose(listener);
            side.fetch(0);
            int session = side.tcp();
            assertThat(side.vcl.sessionAccept(session, side.endpoint.clear().address(), Vppcom.O_NONBLOCK))
                    .isEqualTo(Errno.EBADFD);
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void aWorkerIsRegisteredOnceAndKnowsItsIndex() {
        thread.run(() -> {
            assertThat(side.vcl.workerIndex()).isZero();
            assertThat(side.vcl.workerRegister()).isEqualTo(Errno.EEXIST);
            assertThat(side.vcl.workerIsDetached()).isZero();
        });
        assertThat(library().functions().workerIndex()).isEqualTo(-1);
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
