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
import io.github.vclspring.vppcom.VppcomDataSegments;
import io.github.vclspring.vppcom.VppcomDatagramHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What libvppcom promises of UDP, and what it withholds. Whoever implements {@link Vppcom} must pass it. */
abstract class VppcomDatagramContractTests extends VppcomFixture {

    DatagramSocket peer;
    InetSocketAddress peerAddress;
    private SocketAddress sender;

    @BeforeEach
    void openPeer() throws SocketException {
        peer = new DatagramSocket(0, kernelAddress());
        peer.setSoTimeout(5_000);
        peerAddress = (InetSocketAddress) peer.getLocalSocketAddress();
    }

    @AfterEach
    void closePeer() {
        peer.close();
    }

    int bind(int interests) {
        int session = side.udp();
        assertThat(side.vcl.sessionBind(session, side.endpoint.set(address).address()))
                .isZero();
        return side.watch(session, interests, session);
    }

    void send(String text) {
        send(text, address);
    }

    private void send(String text, InetSocketAddress to) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            peer.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String receive() {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        try {
            peer.receive(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sender = packet.getSocketAddress();
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    int receiveFrom(int session) {
        return side.vcl.sessionRecvfrom(
                session, side.memory(), 4096, 0, side.endpoint.clear().address());
    }

    int sendTo(int session, String text) {
        int length = side.put(text);
        return side.vcl.sessionSendto(
                session,
                side.memory(),
                length,
                0,
                side.endpoint.set(peerAddress).address());
    }

    /** All events for a session once it has all that the peer sent: what goes to another port then takes the same way. */
    private int settleOnceArrived(int session) {
        InetSocketAddress other = new InetSocketAddress(address.getAddress(), address.getPort() + 1);
        int last = side.udp();
        assertThat(side.vcl.sessionBind(last, side.endpoint.set(other).address()))
                .isZero();
        send("last", other);
        int seen = side.settleOnceReadable(last, 4, session);
        side.vcl.sessionClose(last);
        return seen;
    }

    @Test
    void bindingReceivesAndTellsTheSender() {
        int session = thread.call(() -> bind(ALL));
        send("ping");
        thread.run(() -> {
            side.await(session, IN);
            int count = receiveFrom(session);
            assertThat(side.endpoint.get()).isEqualTo(peerAddress);
            assertThat(side.text(count)).isEqualTo("ping");
            assertThat(receiveFrom(session)).isEqualTo(Errno.EAGAIN);
            assertThat(sendTo(session, "pong")).isEqualTo(4);
        });
        assertThat(receive()).isEqualTo("pong");
        // not before: what VPP has not sent yet is lost
        thread.run(() -> side.vcl.sessionClose(session));
    }

    @Test
    void datagramsThatWaitAreToldOnceUntilTheyAreDrained() {
        int session = thread.call(() -> bind(IN));
        send("one");
        thread.run(() -> side.await(session, IN));
        send("two");
        thread.run(() -> {
            assertThat(settleOnceArrived(session)).isZero();
            assertThat(receiveFrom(session)).isEqualTo(3);
            assertThat(receiveFrom(session)).isEqualTo(3);
        });
        send("three");
        thread.run(() -> {
            assertThat(side.await(session)).isEqualTo(IN);
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void aShortBufferTruncatesSilently() {
        int session = thread.call(() -> bind(IN));
        send("truncated");
        thread.run(() -> {
            side.await(session, IN);
            assertThat(side.vcl.sessionRecvfrom(session, side.memory(), 5, 0, 0))
                    .isEqualTo(5);
            assertThat(side.text(5)).isEqualTo("trunc");
            assertThat(receiveFrom(session)).isEqualTo(Errno.EAGAIN);
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void anEmptyDatagramIsNotSentAndReadsAsNothing() {
        int session = thread.call(() -> bind(IN));
        send("");
        thread.run(() -> {
            settleOnceArrived(session);
            assertThat(receiveFrom(session)).isEqualTo(Errno.EAGAIN);
            assertThat(side.vcl.sessionSendto(
                            session,
                            side.memory(),
                            0,
                            0,
                            side.endpoint.set(peerAddress).address()))
                    .isZero();
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void anEmptyDatagramSilencesTheSessionUntilTheFifoIsLookedAt() {
        int session = thread.call(() -> bind(IN));
        send("");
        thread.run(() -> {
            assertThat(settleOnceArrived(session)).isEqualTo(IN);
            assertThat(side.vcl.sessionAttr(session, VppcomAttr.GET_NREAD, 0, 0))
                    .isZero();
            assertThat(receiveFrom(session)).isEqualTo(Errno.EAGAIN);
            assertThat(receiveFrom(session)).isEqualTo(Errno.EAGAIN);
        });
        send("behind");
        thread.run(() -> {
            assertThat(settleOnceArrived(session)).isZero();
            // dropped, because another is behind it
            assertThat(receiveFrom(session)).isEqualTo(Errno.EAGAIN);
            assertThat(receiveFrom(session)).isEqualTo(6);
        });
        send("");
        thread.run(() -> {
            settleOnceArrived(session);
            assertThat(receiveFrom(session)).isEqualTo(Errno.EAGAIN);
            VppcomDataSegments shown = new VppcomDataSegments(2);
            assertThat(side.vcl.sessionReadSegments(session, shown.address(), 2, 47))
                    .isEqualTo(47);
            VppcomDatagramHeader header = VppcomDatagramHeader.of(shown.copy(47));
            assertThat(header).isEqualTo(new VppcomDatagramHeader(0, peerAddress));
            side.vcl.sessionFreeSegments(session, 47);
            assertThat(side.vcl.sessionReadSegments(session, shown.address(), 2, 47))
                    .isEqualTo(Errno.EAGAIN);
        });
        send("told");
        thread.run(() -> {
            assertThat(side.await(session)).isEqualTo(IN);
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void theFifoShowsADatagramWithItsHeader() {
        int session = thread.call(() -> bind(IN));
        send("payload");
        thread.run(() -> {
            side.await(session, IN);
            VppcomDataSegments shown = new VppcomDataSegments(2);
            assertThat(side.vcl.sessionReadSegments(session, shown.address(), 2, 47))
                    .isEqualTo(47);
            assertThat(VppcomDatagramHeader.of(shown.copy(47))).isEqualTo(new VppcomDatagramHeader(7, peerAddress));
            assertThat(side.vcl.sessionReadSegments(session, shown.address(), 2, 7))
                    .isEqualTo(7);
            assertThat(new String(shown.copy(7), StandardCharsets.UTF_8)).isEqualTo("payload");
            side.vcl.sessionFreeSegments(session, 54);
            assertThat(receiveFrom(session)).isEqualTo(Errno.EAGAIN);
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void aWildcardSendsFromTheAddressThatItIsGiven() {
        int session = thread.call(() -> {
            int unbound = side.udp();
            InetSocketAddress any = new InetSocketAddress(wildcard(), address.getPort());
            assertThat(side.vcl.sessionBind(unbound, side.endpoint.set(any).address()))
                    .isZero();
            side.endpoint.set(address);
            side.vcl.sessionAttr(
                    unbound, VppcomAttr.SET_LCL_ADDR, side.endpoint.address(), side.endpoint.lengthAddress());
            assertThat(sendTo(unbound, "hello")).isEqualTo(5);
            return unbound;
        });
        assertThat(receive()).isEqualTo("hello");
        assertThat(sender).isEqualTo(address);
        thread.run(() -> side.vcl.sessionClose(session));
    }

    private InetAddress wildcard() {
        try {
            return InetAddress.getByAddress(new byte[address.getAddress().getAddress().length]);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aConnectedSessionIsResetWhereNobodyReceives() {
        thread.run(() -> {
            peer.close();
            int session = side.udp();
            // from where it is told to
            side.endpoint.set(address);
            side.vcl.sessionAttr(
                    session, VppcomAttr.SET_LCL_ADDR, side.endpoint.address(), side.endpoint.lengthAddress());
            side.vcl.sessionConnect(session, side.endpoint.set(peerAddress).address());
            side.watch(session, ALL, session);
            assertThat(side.await(session, OUT)).isEqualTo(OUT);
            assertThat(side.address(session, VppcomAttr.GET_LCL_ADDR)).isEqualTo(address);
            assertThat(side.write(session, "nobody")).isEqualTo(6);
            assertThat(side.await(session, ERR)).isEqualTo(IN | ERR | HUP | RDHUP);
            side.settle(session);
            assertThat(side.write(session, "nobody")).isEqualTo(Errno.ENOTCONN);
            assertThat(side.read(session, 1)).isEqualTo(Errno.ENOTCONN);
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void aLongDatagramArrivesAsSeveral() {
        thread.run(() -> {
            int session = bind(IN);
            assertThat(sendTo(session, "x".repeat(2000))).isEqualTo(2000);
            side.settle(session);
            side.vcl.sessionClose(session);
        });
        assertThat(receive()).hasSize(1472);
        assertThat(receive()).hasSize(528);
    }

    @Test
    void aDatagramLongerThanTheFifoIsNeverTaken() {
        thread.run(() -> {
            int session = bind(IN);
            assertThat(sendTo(session, "x".repeat(TX_FIFO_SIZE))).isEqualTo(Errno.EAGAIN);
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void aConnectedSessionTalksToItsPeerOnly() {
        int session = thread.call(() -> {
            int connecting = side.udp();
            assertThat(side.vcl.sessionConnect(
                            connecting, side.endpoint.set(peerAddress).address()))
                    .isEqualTo(Errno.EINPROGRESS);
            side.watch(connecting, ALL, connecting);
            assertThat(side.await(connecting, OUT)).isEqualTo(OUT);
            assertThat(side.write(connecting, "hello")).isEqualTo(5);
            assertThat(sendTo(connecting, "no")).isEqualTo(Errno.EINVAL);
            return connecting;
        });
        assertThat(receive()).isEqualTo("hello");
        address = thread.call(() -> side.address(session, VppcomAttr.GET_LCL_ADDR));
        send("back");
        thread.run(() -> {
            side.await(session, IN);
            assertThat(side.readText(session)).isEqualTo("back");
            side.vcl.sessionClose(session);
        });
    }

    @Test
    void sendingOnAnUnboundSessionIsBad() {
        thread.run(() -> assertThat(sendTo(side.udp(), "x")).isEqualTo(Errno.EBADFD));
    }
}
