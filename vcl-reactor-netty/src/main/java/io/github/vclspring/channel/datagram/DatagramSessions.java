/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.datagram;

import io.github.vclspring.eventloop.VclIoOps;
import io.github.vclspring.eventloop.VclLoop;
import io.github.vclspring.session.DatagramSession;
import io.github.vclspring.session.EphemeralPorts;
import io.github.vclspring.session.VclErrors;
import io.github.vclspring.session.VclSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Creates a channel's sessions, one per bind and connect: VCL cannot connect a bound session. Only on the loop. */
final class DatagramSessions {

    /** Sessions per port. VPP lets several sessions of an application bind a port, and one receives all datagrams. */
    private static final ConcurrentMap<Integer, Integer> BOUND_PORTS = new ConcurrentHashMap<>();

    private final VclDatagramChannel channel;

    private @Nullable DatagramSession session;

    /** The port that the session is bound to, or 0. */
    private int boundPort;

    DatagramSessions(VclDatagramChannel channel) {
        this.channel = channel;
    }

    /** Binds a new session and returns its address, with the port. Blocks the loop until VPP has answered. */
    InetSocketAddress bind(InetSocketAddress address) throws IOException {
        boolean anyPort = address.getPort() == 0;
        return EphemeralPorts.open(address, candidate -> {
            int port = candidate.getPort();
            if (BOUND_PORTS.merge(port, 1, Integer::sum) > 1 && anyPort) {
                release(port);
                throw VclErrors.portInUse(port);
            }
            try {
                bindAt(candidate);
            } catch (IOException | RuntimeException e) {
                release(port);
                throw e;
            }
            boundPort = port;
            return candidate;
        });
    }

    private static void release(int port) {
        BOUND_PORTS.computeIfPresent(port, (key, count) -> count > 1 ? count - 1 : null);
    }

    private void bindAt(InetSocketAddress address) throws IOException {
        DatagramSession bound = open();
        try {
            bound.bind(address);
        } catch (IOException e) {
            channel.setSession(null);
            channel.closeSession(bound);
            throw e;
        }
        bound.established();
        epollAdd(VclIoOps.DATAGRAM);
    }

    /** Creates a connecting session, in place of the current one if there is one. */
    void connect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException {
        channel.loop().sessions().requireVpp(remote);
        drop();
        DatagramSession connecting = open();
        if (local != null) {
            connecting.setLocalAddress(local);
        }
        try {
            connecting.connect(remote);
        } catch (IOException e) {
            drop();
            throw e;
        }
        epollAdd(VclIoOps.STREAM);
    }

    private DatagramSession open() throws IOException {
        DatagramSession opened = channel.loop().sessions().openDatagrams();
        channel.loop().stats().openSessions++;
        session = opened;
        channel.setSession(opened);
        return opened;
    }

    /** Returns the session. Only valid while the channel {@linkplain VclDatagramChannel#hasSession has one}. */
    DatagramSession current() {
        DatagramSession current = session;
        if (current == null) {
            throw new IllegalStateException("Without a session: " + channel);
        }
        return current;
    }

    /** Adds the session to the epoll set, or drops it on failure, because a session without events is useless. */
    private void epollAdd(VclIoOps ops) throws IOException {
        try {
            channel.submit(ops);
        } catch (UncheckedIOException e) {
            drop();
            throw e.getCause();
        }
    }

    /** Called when VPP has accepted the connect. Returns the local address that VPP has chosen. */
    InetSocketAddress connected() {
        current().established();
        return current().localAddress();
    }

    /** Closes the current session, if any, to make room for another. */
    void drop() {
        if (channel.hasSession()) {
            VclSession dropped = channel.session();
            channel.renewRegistration();
            channel.setSession(null);
            channel.closeSession(dropped);
        }
        channel.datagramUnsafe().setReadReady(false);
    }

    /** Closes a session that the channel no longer uses. */
    void close(VclSession ended) {
        VclLoop loop = channel.loop();
        loop.stats().openSessions--;
        if (boundPort != 0) {
            release(boundPort);
            boundPort = 0;
        }
        loop.close(ended);
    }
}
