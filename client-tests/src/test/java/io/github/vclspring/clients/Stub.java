/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands for a server that is not installed: accepts connections over the kernel, and lets each be answered. */
final class Stub implements AutoCloseable {

    /** Answers a connection until it ends. */
    @FunctionalInterface
    interface Answer {
        void on(Socket socket) throws IOException;
    }

    /** Reads what comes, and keeps silent. */
    static final Answer SILENT = socket -> socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Answer answer;

    Stub(Answer answer) throws IOException {
        this.answer = answer;
        listener = new ServerSocket(0, 50, InetAddress.getByName(Place.kernel()));
        Thread thread = new Thread(this::accept, "stub");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return sockets.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread thread = new Thread(() -> serve(socket), "stub-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            answer.on(socket);
        } catch (SocketException e) {
            // the peer or the test has closed it
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
