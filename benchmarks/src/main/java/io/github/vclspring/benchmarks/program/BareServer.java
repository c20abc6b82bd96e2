/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.github.vclspring.config.VclConfig;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomEndpoint;
import io.github.vclspring.vppcom.VppcomEvents;
import io.github.vclspring.vppcom.VppcomProto;
import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.netty.channel.unix.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A loop over libvppcom without Netty, as a C program would have it: the ceiling for every server here. */
final class BareServer implements Runnable {

    private static final int END = 0x0d0a0d0a;
    private static final int READ_SIZE = 65_536;
    private static final int LISTENER = -1;
    private static final double FOR_EVER = -1;

    private final Settings settings;
    private final VppcomLibrary library;
    private final Vppcom vppcom;
    private final CountDownLatch listening = new CountDownLatch(1);
    private final VppcomEndpoint endpoint = new VppcomEndpoint();
    private final VppcomEvents events = new VppcomEvents(4096);
    private final VppcomEvents event = new VppcomEvents(1);
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_SIZE);
    private final long inAddress = Buffer.memoryAddress(in);
    private final ByteBuffer out;
    private final long outAddress;

    private BareServer(Settings settings, VppcomLibrary library) {
        this.settings = settings;
        this.library = library;
        vppcom = library.functions();
        byte[] answer = Answer.bytes();
        out = ByteBuffer.allocateDirect(answer.length).put(answer).flip();
        outAddress = Buffer.memoryAddress(out);
    }

    static Runnable start(Settings settings) {
        VppcomLibrary library = Vcl.load(Vcl.VPP, Path.of(settings.vcl().library()));
        VclConfig config = Loops.config(settings);
        BareServer server = new BareServer(settings, library);
        try {
            Path file = Files.createTempFile("benchmark", ".conf");
            file.toFile().deleteOnExit();
            Files.writeString(file, config.render());
            library.setenv("VCL_CONFIG", file.toString());
            Thread thread = new Thread(server, "bare");
            thread.setDaemon(true);
            thread.start();
            server.listening.await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // the application ends with the process
        return () -> {};
    }

    @Override
    public void run() {
        require(vppcom.appCreate("benchmark-bare"));
        library.skipExitHandlers();
        int epoll = require(vppcom.epollCreate());
        int listener = require(vppcom.sessionCreate(VppcomProto.TCP, 1));
        require(vppcom.sessionBind(listener, endpoint.set(settings.address()).address()));
        require(vppcom.sessionListen(listener, 4096));
        watch(epoll, listener, LISTENER);
        listening.countDown();
        while (true) {
            int count = vppcom.epollWait(epoll, events.address(), events.capacity(), FOR_EVER);
            for (int i = 0; i < count; i++) {
                if (events.data(i) == LISTENER) {
                    accept(epoll, listener);
                } else {
                    serve(epoll, (int) events.data(i));
                }
            }
        }
    }

    private void accept(int epoll, int listener) {
        for (int session = next(listener); session >= 0; session = next(listener)) {
            watch(epoll, session, session);
        }
    }

    private int next(int listener) {
        return vppcom.sessionAccept(listener, endpoint.clear().address(), Vppcom.O_NONBLOCK);
    }

    private void watch(int epoll, int session, long data) {
        event.set(0, VppcomEvents.EPOLLIN | VppcomEvents.EPOLLRDHUP | VppcomEvents.EPOLLET, data);
        require(vppcom.epollCtl(epoll, Vppcom.EPOLL_CTL_ADD, session, event.address()));
    }

    private void serve(int epoll, int session) {
        int length = vppcom.sessionRead(session, inAddress, READ_SIZE);
        if (length >= 4 && in.getInt(length - 4) == END) {
            vppcom.sessionWrite(session, outAddress, out.remaining());
        } else if (length <= 0 && length != Errno.EAGAIN) {
            vppcom.epollCtl(epoll, Vppcom.EPOLL_CTL_DEL, session, 0);
            vppcom.sessionClose(session);
        }
    }

    private static int require(int result) {
        if (result < 0) {
            throw new IllegalStateException("libvppcom returned " + result);
        }
        return result;
    }
}
