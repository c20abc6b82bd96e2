/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.VclSide.ALL;
import static io.github.vclspring.loopback.VclSide.IN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomEvents;
import io.github.vclspring.vppcom.VppcomProto;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What would crash VPP's library, or hang in it, is said. */
class LoopbackMisuseTests extends LoopbackFixture {

    private final Vppcom vcl = library.functions();

    private void isMisuse(String message, ThrowingCallable call) {
        thread.run(() -> assertThatThrownBy(call)
                .isInstanceOf(LoopbackMisuseException.class)
                .hasMessageContaining(message));
    }

    @Test
    void aThreadThatIsNoWorkerMayNotCall() {
        assertThatThrownBy(() -> vcl.sessionCreate(VppcomProto.TCP, 1))
                .isInstanceOf(LoopbackMisuseException.class)
                .hasMessageContaining("is no VCL worker")
                .hasMessageContaining("SIGSEGV");
        assertThatThrownBy(vcl::appDestroy).isInstanceOf(LoopbackMisuseException.class);
        assertThatThrownBy(vcl::workerMqsEpfd).isInstanceOf(LoopbackMisuseException.class);
    }

    @Test
    void aClosedSessionMayNotBeUsedNorClosedAgain() {
        try (Connection c = new Connection()) {
            isMisuse("was closed", () -> {
                c.closeSession();
                side.read(c.session, 1);
            });
            isMisuse("was closed", () -> side.vcl.sessionClose(c.session));
            thread.run(() -> side.settle(0));
            isMisuse("was closed", () -> side.vcl.sessionClose(c.session));
        }
    }

    @Test
    void anApplicationMayNotBeCreatedASecondTime() {
        isMisuse("second app_create", () -> vcl.appCreate("second"));
    }

    @Test
    void aListenerMayNotBeClosedTwice() {
        int listener = thread.call(() -> side.listen(address));
        isMisuse("was closed", () -> {
            side.vcl.sessionClose(listener);
            side.vcl.sessionClose(listener);
        });
    }

    @Test
    void aListenerMayNotBeClosedBeforeItsConnectionsAreAccepted() throws Exception {
        int listener = thread.call(() -> side.listen(address));
        try (Socket peer = dial(address)) {
            assertThat(peer.isConnected()).isTrue();
            isMisuse("not accepted", () -> {
                side.await(listener, IN);
                side.vcl.sessionClose(listener);
            });
            thread.run(() -> {
                int child = side.vcl.sessionAccept(listener, 0, Vppcom.O_NONBLOCK);
                side.vcl.sessionClose(child);
                assertThat(side.vcl.sessionClose(listener)).isZero();
                side.fetch(0);
            });
        }
    }

    @Test
    void afterClosingAListenerTheQueueMayNotBeFlushedBeforeEpollWait() {
        int first = thread.call(() -> side.listen(address));
        InetSocketAddress otherAddress = new InetSocketAddress(address.getAddress(), address.getPort() + 1);
        int second = thread.call(() -> side.listen(otherAddress));
        thread.run(() -> side.vcl.sessionClose(first));
        isMisuse("accept after a listener was closed", () -> side.vcl.sessionAccept(second, 0, Vppcom.O_NONBLOCK));
        isMisuse("flush_mq_events after a listener was closed", side.vcl::flushMqEvents);
        isMisuse("listen after a listener was closed", () -> side.listen(address));
        thread.run(() -> {
            side.fetch(0);
            assertThat(side.vcl.sessionAccept(second, 0, Vppcom.O_NONBLOCK)).isEqualTo(Errno.EAGAIN);
            side.vcl.sessionClose(second);
            side.fetch(0);
        });
    }

    @Test
    void childrenMustBeAskedToBeNonBlocking() {
        int listener = thread.call(() -> side.listen(address));
        isMisuse("without O_NONBLOCK", () -> side.vcl.sessionAccept(listener, 0, 0));
        thread.run(() -> side.vcl.sessionClose(listener));
    }

    @Test
    void aBlockingSessionMayNotConnect() {
        isMisuse("blocking session", () -> {
            int session = side.vcl.sessionCreate(VppcomProto.TCP, 0);
            side.vcl.sessionConnect(session, side.endpoint.set(address).address());
        });
    }

    @Test
    void portZeroIsNotEphemeral() {
        isMisuse("port 0", () -> side.listen(new InetSocketAddress(address.getAddress(), 0)));
        isMisuse(
                "port 0",
                () -> side.vcl.sessionBind(
                        side.udp(),
                        side.endpoint
                                .set(new InetSocketAddress(address.getAddress(), 0))
                                .address()));
    }

    @Test
    void waitingInVclIsRefused() {
        isMisuse("timeout 5.0", () -> side.fetch(5));
        isMisuse("timeout -1.0", () -> side.fetch(-1));
    }

    @Test
    void levelTriggeredRegistrationsAreRefused() {
        isMisuse("EPOLLET", () -> {
            VppcomEvents event = new VppcomEvents(1);
            event.set(0, IN, 1);
            vcl.epollCtl(side.epoll, Vppcom.EPOLL_CTL_ADD, side.tcp(), event.address());
        });
    }

    @Test
    void tlsIsRefused() {
        isMisuse("TCP and UDP only", () -> vcl.sessionCreate(VppcomProto.TLS, 1));
    }

    @Test
    void segmentsMayNotBeWrittenToDatagramSessions() {
        isMisuse("no datagram header", () -> {
            int session = side.udp();
            side.vcl.sessionBind(session, side.endpoint.set(address).address());
            try {
                side.writeSegments(session, 3);
            } finally {
                side.vcl.sessionClose(session);
            }
        });
    }

    @Test
    void aTerminatedSessionMayNotStayInItsEpollSet() {
        try (Connection c = new Connection()) {
            isMisuse("EPOLL_CTL_DEL before", () -> {
                side.vcl.sessionTerminate(c.session);
                side.settle(0);
            });
            thread.run(() -> {
                side.unwatch(c.session);
                c.closeSession();
            });
        }
    }

    @Test
    void sleepingOnTheDescriptorWithEventsHeldIsFound() {
        faults.drainTimeout(Duration.ofMillis(60));
        try (Connection c = new Connection(IN)) {
            isMisuse("slept for more than 60 ms", () -> {
                side.settle(0);
                side.rewatch(c.session, ALL, 1);
                VppcomEvents none = new VppcomEvents(1);
                assertThat(Kernel.epollWait(vcl.workerMqsEpfd(), none.address(), 1, 600))
                        .isZero();
                side.fetch(-2);
            });
        }
    }

    @Test
    void aSlowHandlerIsNoHang() {
        faults.drainTimeout(Duration.ofMillis(30));
        try (Connection c = new Connection(IN)) {
            thread.run(() -> {
                side.settle(0);
                side.rewatch(c.session, ALL, 1);
                VclSide.pause(300);
                assertThat(side.fetch(-2)).hasSize(1);
            });
        }
    }

    @Test
    void whatOnlyVppMayDoWhileItIsGoneIsRefused() {
        int listener = thread.call(() -> side.listen(address));
        faults.kill();
        thread.run(() -> side.fetch(0));
        isMisuse("flush_mq_events while detached", vcl::flushMqEvents);
        isMisuse("accept while detached", () -> vcl.sessionAccept(listener, 0, Vppcom.O_NONBLOCK));
        isMisuse(
                "connect while detached",
                () -> vcl.sessionConnect(side.tcp(), side.endpoint.set(address).address()));
        faults.revive();
        thread.run(() -> {
            side.fetch(0);
            vcl.sessionClose(listener);
            side.fetch(0);
        });
    }

    @Test
    void aSessionMayNotBeClosedWhileItsDetachmentIsStillHeld() {
        try (Connection c = new Connection()) {
            faults.kill();
            isMisuse("epoll_wait(-2)", () -> {
                side.fetch(0);
                c.closeSession();
                side.fetch(-2);
            });
            faults.revive();
            thread.run(() -> side.fetch(0));
        }
    }
}
