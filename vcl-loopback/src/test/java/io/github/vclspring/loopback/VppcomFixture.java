/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.VclSide.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vppcom.library.VppcomLibrary;
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
import org.junit.jupiter.api.TestInstance;

/** An application with one worker that is driven step by step; its peer is the kernel, by plain sockets of the JDK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VppcomFixture {

    static final int TX_FIFO_SIZE = 1 << 16;

    final WorkerThread thread = new WorkerThread("worker-0");
    InetSocketAddress address;
    VclSide side;

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
        detachKeepingThread();
        thread.close();
    }

    void detachKeepingThread() {
        thread.run(() -> {
            side.settle(0);
            library().destroyApp();
            library().functions().workerIndexSet(-1);
        });
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

    static Socket dial(InetSocketAddress to) {
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
    final class Connection implements AutoCloseable {

        final int listener;
        final Socket peer;
        final int session;
        private boolean open = true;

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

        /** Closes the session ahead of the listener; on the worker's thread. */
        int closeSession() {
            open = false;
            return side.vcl.sessionClose(session);
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
                if (open) {
                    side.vcl.sessionClose(session);
                }
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
}
