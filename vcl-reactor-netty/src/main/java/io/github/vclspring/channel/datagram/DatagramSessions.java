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

/** Gives a datagram channel its VCL sessions: VCL has no way to connect a bound one, so each step makes one. Only on the loop. */
final class DatagramSessions {

    /** VPP lets several sessions of an application bind one port, and gives all datagrams to one of them. */
    private static final ConcurrentMap<Integer, Integer> BOUND_PORTS = new ConcurrentHashMap<>();

    private final VclDatagramChannel channel;

    private @Nullable DatagramSession session;

    /** Where the session is bound, or 0. */
    private int boundPort;

    DatagramSessions(VclDatagramChannel channel) {
        this.channel = channel;
    }

    /** Blocks the loop until VPP has answered. Returns the address, with a port. */
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

    /** Makes a session that is connecting, in place of one that there may be. */
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

    /** Returns the session; only while the channel {@linkplain VclDatagramChannel#hasSession has one}. */
    DatagramSession current() {
        DatagramSession current = session;
        if (current == null) {
            throw new IllegalStateException("Without a session: " + channel);
        }
        return current;
    }

    /** A session that reports nothing is of no use. */
    private void epollAdd(VclIoOps ops) throws IOException {
        try {
            channel.submit(ops);
        } catch (UncheckedIOException e) {
            drop();
            throw e.getCause();
        }
    }

    /** VPP has accepted the connect. Returns the address that it has chosen. */
    InetSocketAddress connected() {
        current().established();
        return current().localAddress();
    }

    /** Closes the session, and makes ready for another. */
    void drop() {
        if (channel.hasSession()) {
            VclSession dropped = channel.session();
            channel.renewRegistration();
            channel.setSession(null);
            channel.closeSession(dropped);
        }
        channel.datagramUnsafe().setReadReady(false);
    }

    /** Closes a session that the channel has let go of. */
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
