/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy of the kernel's: HTTP CONNECT and SOCKS 5, as the first byte says. */
final class TestProxy implements AutoCloseable {

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    TestProxy() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(() -> {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                start(() -> serve(client));
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** What was asked for: the protocol and the target. */
    List<String> requests() {
        return requests;
    }

    private void serve(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        int first = in.readUnsignedByte();
        Socket target = first == 5 ? socks(in, client.getOutputStream()) : connect(in, client.getOutputStream());
        sockets.add(target);
        start(() -> pump(target.getInputStream(), client));
        pump(in, target);
    }

    private Socket socks(DataInputStream in, OutputStream out) throws IOException {
        in.skipNBytes(in.readUnsignedByte());
        out.write(new byte[] {5, 0});
        in.skipNBytes(3);
        byte[] address = new byte
                [switch (in.readUnsignedByte()) {
                    case 1 -> 4;
                    case 4 -> 16;
                    default -> in.readUnsignedByte();
                }];
        in.readFully(address);
        int port = in.readUnsignedShort();
        InetAddress ip = address.length == 4 || address.length == 16
                ? InetAddress.getByAddress(address)
                : InetAddress.getByName(new String(address, StandardCharsets.US_ASCII));
        requests.add("SOCKS5 " + ip.getHostAddress() + ":" + port);
        Socket target = new Socket(ip, port);
        out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        return target;
    }

    private Socket connect(DataInputStream in, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder("C");
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        String[] target =
                head.substring("CONNECT ".length(), head.indexOf(" HTTP")).split(":");
        requests.add("CONNECT " + String.join(":", target));
        Socket socket = new Socket(target[0], Integer.parseInt(target[1]));
        out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void pump(InputStream from, Socket to) throws IOException {
        try (to) {
            from.transferTo(to.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // the other side has gone, or the test has ended
                    }
                },
                "test-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
