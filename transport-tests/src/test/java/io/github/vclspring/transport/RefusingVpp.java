/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/** Takes connections at an app socket, and answers none of the requests. Java has no sockets of this type. */
final class RefusingVpp implements AutoCloseable {

    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SHUT_RDWR = 2;
    private static final int SIZE_OF_SOCKADDR_UN = 110;

    private static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");

    private final int descriptor;
    private final Thread thread = new Thread(this::refuseAll, "refusing-vpp");
    private final AtomicInteger requests = new AtomicInteger();

    RefusingVpp(Path socket) throws IOException {
        descriptor = LIBC.socket(AF_UNIX, SOCK_SEQPACKET, 0);
        byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
        byte[] address = new byte[SIZE_OF_SOCKADDR_UN];
        address[0] = AF_UNIX;
        System.arraycopy(path, 0, address, Short.BYTES, path.length);
        if (LIBC.bind(descriptor, address, address.length) != 0 || LIBC.listen(descriptor, 100) != 0) {
            throw new IOException("Cannot listen on " + socket + ": errno "
                    + Runtime.getRuntime(LIBC).getLastError());
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** How often it was asked for something; who only connects does not ask. */
    int requests() {
        return requests.get();
    }

    private void refuseAll() {
        byte[] request = new byte[1];
        for (int client = accept(); client >= 0; client = accept()) {
            if (LIBC.recv(client, request, request.length, 0) > 0) {
                requests.incrementAndGet();
            }
            LIBC.close(client);
        }
        LIBC.close(descriptor);
    }

    private int accept() {
        return LIBC.accept(descriptor, null, null);
    }

    @Override
    public void close() {
        // the thread closes it: in another's hands the number may be somebody else's by then
        LIBC.shutdown(descriptor, SHUT_RDWR);
    }

    /** Functions of the C library. */
    public interface LibC {
        int socket(int domain, int type, int protocol);

        int bind(int socket, byte[] address, int length);

        int listen(int socket, int backlog);

        int accept(int socket, @Nullable Pointer address, @Nullable Pointer length);

        long recv(int socket, byte[] buffer, long length, int flags);

        int shutdown(int socket, int how);

        int close(int descriptor);
    }
}
