/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.VclSide.ALL;
import static io.github.vclspring.loopback.VclSide.IN;
import static io.github.vclspring.loopback.VclSide.OUT;
import static io.github.vclspring.loopback.VclSide.RDHUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What goes wrong on request, and that VCL's promises hold none the less. */
class LoopbackFaultsTests extends LoopbackFixture {

    private final Vppcom vcl = library.functions();

    @Test
    void aRefusedReadIsFollowedByAnEvent() {
        faults.refuseEveryRead(2);
        try (Connection c = new Connection()) {
            thread.run(() -> side.settle(0));
            for (int i = 0; i < 4; i++) {
                c.send("data");
                thread.run(() -> {
                    side.await(c.session, IN);
                    int count = side.read(c.session, 100);
                    if (count == Errno.EAGAIN) {
                        side.await(c.session, IN);
                        count = side.read(c.session, 100);
                    }
                    assertThat(count).isEqualTo(4);
                });
            }
        }
    }

    @Test
    void aLimitedReadIsFollowedByAnEvent() {
        faults.limitReads(3);
        try (Connection c = new Connection()) {
            c.send("01234567");
            StringBuilder text = new StringBuilder();
            thread.run(() -> {
                while (text.length() < 8) {
                    side.await(c.session, IN);
                    int count = side.read(c.session, 100);
                    assertThat(count).isBetween(1, 3);
                    text.append(side.text(count));
                }
            });
            assertThat(text).hasToString("01234567");
        }
    }

    @Test
    void aRefusedOrLimitedWriteIsFollowedByAnEvent() {
        faults.refuseEveryWrite(2);
        faults.limitWrites(3);
        try (Connection c = new Connection()) {
            String text = "0123456789";
            thread.run(() -> {
                side.settle(0);
                int sent = 0;
                while (sent < text.length()) {
                    int count = side.write(c.session, text.substring(sent));
                    assertThat(count).matches(n -> n == Errno.EAGAIN || (n > 0 && n <= 3));
                    sent += Math.max(0, count);
                    if (sent < text.length()) {
                        assertThat(side.await(c.session)).isEqualTo(OUT);
                    }
                }
            });
            assertThat(c.receive(text.length())).isEqualTo(text);
        }
    }

    @Test
    void anAcceptFails() {
        faults.failAccepts(1);
        int listener = thread.call(() -> side.listen(address));
        try (Socket first = dial(address)) {
            thread.run(() -> {
                side.await(listener, IN);
                assertThat(vcl.sessionAccept(listener, 0, Vppcom.O_NONBLOCK)).isEqualTo(Errno.ECONNABORTED);
            });
            assertThatThrownBy(() -> first.getInputStream().read()).isInstanceOf(IOException.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        thread.run(() -> {
            vcl.sessionClose(listener);
            side.fetch(0);
        });
    }

    @Test
    void aSessionCannotBeWatchedOnce() {
        thread.run(() -> {
            int listener = side.listen(address);
            side.unwatch(listener);
            faults.failEpollAdds(1);
            VppcomEvents event = new VppcomEvents(1);
            event.set(0, IN | VppcomEvents.EPOLLET, listener);
            assertThat(vcl.epollCtl(side.epoll, Vppcom.EPOLL_CTL_ADD, listener, event.address()))
                    .isEqualTo(Errno.EBADFD);
            side.watch(listener, IN, listener);
            vcl.sessionClose(listener);
            side.fetch(0);
        });
    }

    @Test
    void aSlowVppTellsLate() {
        faults.slowVpp(Duration.ofMillis(300));
        int listener = thread.call(() -> side.listen(address));
        long start = System.nanoTime();
        try (Socket peer = dial(address)) {
            assertThat(peer.isConnected()).isTrue();
            thread.run(() -> {
                int child = side.accept(listener);
                assertThat(System.nanoTime() - start).isGreaterThan(250_000_000L);
                vcl.sessionClose(child);
                vcl.sessionClose(listener);
                side.fetch(0);
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDeadVppIsNoticedAndEstablishedSessionsAreToldOnce() {
        try (Connection c = new Connection()) {
            thread.run(() -> side.settle(0));
            faults.kill();
            thread.run(() -> {
                assertThat(Kernel.poll(vcl.workerMqsEpfd(), IN, 5_000)).isEqualTo(IN);
                assertThat(vcl.workerIsDetached()).isZero();
                assertThat(side.fetch(0)).isEmpty();
                assertThat(vcl.workerIsDetached()).isEqualTo(1);
                assertThat(side.fetch(-2)).containsExactly(new VclSide.Event(RDHUP, c.session));
                assertThat(side.fetch(0)).isEmpty();
                assertThat(side.read(c.session, 1)).isEqualTo(Errno.ENOTCONN);
                assertThat(side.write(c.session, "x")).isEqualTo(Errno.ENOTCONN);
                assertThat(Kernel.poll(vcl.workerMqsEpfd(), IN, 0)).isEqualTo(IN);
            });
        }
        faults.revive();
        thread.run(() -> {
            side.fetch(0);
            assertThat(vcl.workerIsDetached()).isZero();
            assertThat(Kernel.poll(vcl.workerMqsEpfd(), IN, 0)).isZero();
        });
    }

    @Test
    void aSessionIsNotClosedInVppsNextLife() throws IOException {
        Connection c = new Connection();
        faults.kill();
        thread.run(() -> side.settle(0));
        faults.revive();
        thread.run(() -> side.fetch(0));
        assertThatThrownBy(c::close).isInstanceOf(LoopbackMisuseException.class).hasMessageContaining("next life");
        c.peer.close();
    }

    @Test
    void connectingAndHalfClosedSessionsAreNotToldOfDeath() throws IOException {
        try (Connection c = new Connection()) {
            c.peer.shutdownOutput();
            thread.run(() -> {
                side.await(c.session, RDHUP);
                side.rewatch(c.session, ALL, c.session);
                side.settle(0);
            });
            faults.slowVpp(Duration.ofMillis(200));
            int connecting = thread.call(() -> side.connect(address));
            faults.kill();
            thread.run(() -> {
                assertThat(side.settle(c.session)).isZero();
                assertThat(side.read(c.session, 1)).isEqualTo(Errno.ENOTCONN);
                assertThat(side.write(connecting, "x")).isEqualTo(Errno.ENOTCONN);
                assertThat(vcl.sessionClose(connecting)).isZero();
            });
        }
        faults.reset();
        faults.revive();
        thread.run(() -> side.fetch(0));
    }

    @Test
    void listenersServeAgainAfterARestart() throws IOException {
        int listener = thread.call(() -> side.listen(address));
        for (int i = 0; i < 3; i++) {
            faults.kill();
            thread.run(() -> side.settle(0));
            assertThatThrownBy(() -> dial(address)).hasRootCauseInstanceOf(IOException.class);
            faults.revive();
            thread.run(() -> side.fetch(0));
            try (Socket peer = dial(address)) {
                assertThat(peer.isConnected()).isTrue();
                thread.run(() -> vcl.sessionClose(side.accept(listener)));
            }
        }
        thread.run(() -> {
            assertThat(vcl.sessionGetError(listener)).isZero();
            vcl.sessionClose(listener);
            side.fetch(0);
        });
    }

    @Test
    void aListenerIsLostSilentlyInARestart() {
        int listener = thread.call(() -> side.listen(address));
        faults.loseListener(address.getPort());
        faults.kill();
        thread.run(() -> side.fetch(0));
        faults.revive();
        thread.run(() -> {
            side.fetch(0);
            assertThat(side.settle(listener)).isZero();
            assertThat(vcl.sessionGetError(listener)).isNotZero();
            assertThat(vcl.sessionListen(listener, 1)).isNegative();
            assertThat(vcl.sessionClose(listener)).isZero();
            faults.reset();
            vcl.sessionClose(side.listen(address));
            side.fetch(0);
        });
    }

    @Test
    void aListenerOfADetachedWorkerIsStoredAndMadeLater() throws IOException {
        faults.kill();
        int listener = thread.call(() -> {
            side.fetch(0);
            return side.listen(address);
        });
        faults.revive();
        thread.run(() -> side.fetch(0));
        try (Socket peer = dial(address)) {
            assertThat(peer.isConnected()).isTrue();
            thread.run(() -> {
                vcl.sessionClose(side.accept(listener));
                vcl.sessionClose(listener);
                side.fetch(0);
            });
        }
    }

    @Test
    void sessionsAreCountedAndThoseClosedBeforeTheirConnectFailedStay() {
        int before = thread.call(() -> {
            side.settle(0);
            return faults.sessions();
        });
        thread.run(() -> {
            int session = side.tcp();
            vcl.sessionConnect(
                    session,
                    side.endpoint
                            .set(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9))
                            .address());
            vcl.sessionClose(session);
            side.settle(0);
        });
        assertThat(faults.sessions()).isEqualTo(before + 1);
        try (Connection c = new Connection()) {
            assertThat(faults.sessions()).isEqualTo(before + 3);
            assertThat(c.session).isNotNegative();
        }
        await().until(
                        () -> {
                            thread.run(() -> side.fetch(0));
                            return faults.sessions();
                        },
                        count -> count == before + 1);
    }
}
