/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.VclSide.IN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Several workers of one application. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class LoopbackWorkersTests {

    /** Each test has an application of its own, because VCL counts workers for its whole life. */
    private static final class Application extends LoopbackFixture {

        @Override
        String configuration() {
            return "  max-workers 3\n";
        }
    }

    private final Application app = new Application();
    private final Vppcom vcl = app.library.functions();
    private final List<WorkerThread> others = new ArrayList<>();

    @BeforeEach
    void attach() throws IOException {
        app.attach();
        app.choosePort();
        app.doNotSleep();
    }

    @AfterEach
    void detach() {
        app.resetFaults();
        app.detach();
        others.forEach(WorkerThread::close);
    }

    private WorkerThread worker() {
        WorkerThread thread = new WorkerThread("worker-" + (others.size() + 1));
        others.add(thread);
        assertThat(thread.register(vcl)).isZero();
        return thread;
    }

    @Test
    void moreThanMaxWorkersAreRefusedWithoutASlot() {
        worker();
        worker();
        WorkerThread fourth = new WorkerThread("worker-4");
        others.add(fourth);
        assertThat(fourth.register(vcl)).isEqualTo(Errno.EEXIST);
        assertThat(fourth.call(vcl::workerIndex)).isEqualTo(-1);
    }

    @Test
    void aWorkerIsRefusedAndItsSlotIsTakenUntilItUnregisters() {
        app.faults.refuseWorker(1);
        WorkerThread other = new WorkerThread("worker-1");
        others.add(other);
        assertThat(other.register(vcl)).isEqualTo(Errno.EEXIST);
        assertThat(other.call(vcl::workerIndex)).isEqualTo(1);
        other.run(vcl::workerUnregister);
        assertThat(other.call(vcl::workerIndex)).isEqualTo(-1);
    }

    @Test
    void aHandleOfAnotherWorkerMayNotBeUsed() {
        int session = app.thread.call(app.side::tcp);
        worker().run(() -> assertThatThrownBy(() -> vcl.sessionClose(session))
                .isInstanceOf(LoopbackMisuseException.class)
                .hasMessageContaining("belongs to worker 0 and was used by worker 1"));
    }

    @Test
    void connectionsGoRoundTheWorkersThatListen() throws IOException {
        WorkerThread other = worker();
        VclSide otherSide = other.call(() -> new VclSide(vcl));
        int mine = app.thread.call(() -> app.side.listen(app.address));
        int its = other.call(() -> otherSide.listen(app.address));
        List<Socket> peers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            peers.add(VppcomFixture.dial(app.address));
        }
        assertThat(app.thread.call(() -> acceptAll(app.side, mine, 2))).isEqualTo(2);
        assertThat(other.call(() -> acceptAll(otherSide, its, 2))).isEqualTo(2);
        app.thread.run(() -> {
            vcl.sessionClose(mine);
            app.side.fetch(0);
        });
        peers.add(VppcomFixture.dial(app.address));
        assertThat(other.call(() -> acceptAll(otherSide, its, 1))).isEqualTo(1);
        for (Socket peer : peers) {
            peer.close();
        }
    }

    /** As many as are expected, however long they are under way, and whatever comes beyond them. */
    private static int acceptAll(VclSide side, int listener, int expected) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        int count = 0;
        while (count < expected && System.nanoTime() < deadline) {
            side.fetch(0);
            count += acceptWaiting(side, listener);
            VclSide.pause(1);
        }
        side.settle(listener);
        return count + acceptWaiting(side, listener);
    }

    private static int acceptWaiting(VclSide side, int listener) {
        int count = 0;
        while (side.vcl.sessionAccept(listener, side.endpoint.clear().address(), Vppcom.O_NONBLOCK) >= 0) {
            count++;
        }
        return count;
    }

    @Test
    void datagramsGoToTheLowestWorkerOnly() throws IOException {
        WorkerThread other = worker();
        VclSide otherSide = other.call(() -> new VclSide(vcl));
        int its = other.call(() -> bind(otherSide));
        int mine = app.thread.call(() -> bind(app.side));
        try (DatagramSocket peer = new DatagramSocket()) {
            byte[] bytes = {1};
            peer.send(new DatagramPacket(bytes, 1, app.address));
            app.thread.run(() -> assertThat(app.side.await(mine)).isEqualTo(IN));
            other.run(() -> assertThat(otherSide.settle(its)).isZero());
            app.thread.run(() -> {
                app.side.read(mine, 10);
                vcl.sessionClose(mine);
            });
            peer.send(new DatagramPacket(bytes, 1, app.address));
            other.run(() -> assertThat(otherSide.await(its)).isEqualTo(IN));
        }
    }

    private int bind(VclSide side) {
        int session = side.udp();
        assertThat(vcl.sessionBind(session, side.endpoint.set(app.address).address()))
                .isZero();
        return side.watch(session, IN, session);
    }

    @Test
    void anotherWorkerInsideACallForbidsDestruction() throws Exception {
        WorkerThread other = worker();
        VclSide otherSide = other.call(() -> new VclSide(vcl));
        app.faults.detachSleep(Duration.ofSeconds(3));
        app.faults.kill();
        var inside = other.start(() -> otherSide.fetch(0));
        VclSide.pause(200);
        app.thread.run(() -> assertThatThrownBy(vcl::appDestroy)
                .isInstanceOf(LoopbackMisuseException.class)
                .hasMessageContaining("is inside epollWait"));
        assertThat(inside.get()).isEmpty();
    }

    @Test
    void aWorkerThatDoesNotPollMakesTheSecondRestartFatal() {
        worker();
        restart();
        app.thread.run(() -> app.side.fetch(0));
        app.faults.kill();
        app.faults.revive();
        app.thread.run(() -> {
            app.side.fetch(0);
            assertThatThrownBy(() -> app.side.fetch(0))
                    .isInstanceOf(LoopbackMisuseException.class)
                    .hasMessageContaining("exit(1)");
        });
    }

    private void restart() {
        app.faults.kill();
        app.thread.run(() -> app.side.fetch(0));
        app.faults.revive();
    }

    @Test
    void anApplicationCanBeMadeAgain() throws IOException {
        app.detachKeepingThread();
        app.attach();
        app.thread.run(() -> assertThat(app.side.listen(app.address)).isNotNegative());
    }
}
