/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A local port that answers no connect: it listens, nobody accepts, and its backlog is full, so that the kernel drops each further SYN. */
public final class BlackHole implements AutoCloseable {

    private static final int FILLERS = 8;

    private final ServerSocket listener;
    private final List<SocketChannel> fillers = new ArrayList<>();

    private BlackHole(ServerSocket listener) {
        this.listener = listener;
    }

    /** Opens one. */
    public static BlackHole open() throws IOException {
        BlackHole hole = new BlackHole(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        for (int i = 0; i < FILLERS; i++) {
            SocketChannel filler = SocketChannel.open();
            filler.configureBlocking(false);
            filler.connect(hole.address());
            hole.fillers.add(filler);
        }
        try (Socket probe = new Socket()) {
            probe.connect(hole.address(), 100);
            throw new IOException("The backlog of " + hole.address() + " is not full");
        } catch (SocketTimeoutException e) {
            return hole;
        }
    }

    /** Where it does not answer. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void close() {
        try {
            for (SocketChannel filler : fillers) {
                filler.close();
            }
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
