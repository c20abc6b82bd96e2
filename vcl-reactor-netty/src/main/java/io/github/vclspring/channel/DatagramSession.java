/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.VppcomAttr;
import io.github.vclspring.vppcom.VppcomProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Gives a datagram channel its VCL sessions: VCL has no way to connect a bound one, so each step makes one. Only on the loop. */
final class DatagramSession {

    /** VPP lets several sessions of an application bind one port, and gives all datagrams to one of them. */
    private static final ConcurrentMap<Integer, Integer> BOUND_PORTS = new ConcurrentHashMap<>();

    private final VclDatagramChannel channel;

    /** Free bytes of the transmit fifo when it is empty. */
    private int room;

    /** Where the session is bound, or 0. */
    private int boundPort;

    DatagramSession(VclDatagramChannel channel) {
        this.channel = channel;
    }

    /** Holds the loop until VPP has answered. Returns the address, with a port. */
    InetSocketAddress bind(InetSocketAddress address) throws IOException {
        boolean anyPort = address.getPort() == 0;
        return EphemeralPorts.open(address, candidate -> {
            int port = candidate.getPort();
            if (BOUND_PORTS.merge(port, 1, Integer::sum) > 1 && anyPort) {
                release(port);
                throw new VclBindException(
                        VclBindException.Reason.ADDRESS_IN_USE, "Port " + port + " is in use by another channel");
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
        VclLoop loop = channel.loop();
        if (!loop.worker().isAttached()) {
            throw VclErrors.vppGone();
        }
        int handle = create(loop);
        int result =
                loop.vppcom().sessionBind(handle, loop.endpoint().set(address).address());
        if (result < 0) {
            int detail = loop.error(handle);
            channel.closeSession(handle);
            throw VclErrors.bind("vppcom_session_bind", result, detail, address);
        }
        channel.setSession(handle);
        established(loop, handle);
        watch(VclIoOps.DATAGRAM);
    }

    /** Makes a session that is connecting, in place of one that there may be. */
    void connect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException {
        VclLoop loop = channel.loop();
        if (!loop.worker().isAttached()) {
            // VCL would follow a null pointer (vppcom.c vppcom_session_connect, 26.06)
            throw VclErrors.connectWhileDetached(remote);
        }
        drop();
        int handle = create(loop);
        channel.setSession(handle);
        if (local != null) {
            var endpoint = loop.endpoint().set(local);
            loop.vppcom().sessionAttr(handle, VppcomAttr.SET_LCL_ADDR, endpoint.address(), endpoint.lengthAddress());
        }
        int result =
                loop.vppcom().sessionConnect(handle, loop.endpoint().set(remote).address());
        if (result < 0 && result != Errno.EINPROGRESS) {
            drop();
            throw VclErrors.connect(result);
        }
        watch(VclIoOps.STREAM);
    }

    /** A session that nobody watches is of no use. */
    private void watch(VclIoOps ops) throws IOException {
        try {
            channel.submit(ops);
        } catch (UncheckedIOException e) {
            drop();
            throw e.getCause();
        }
    }

    /** VPP has answered. Returns the address that it has chosen. */
    InetSocketAddress connected() {
        VclLoop loop = channel.loop();
        established(loop, channel.session());
        return VclCarrier.localAddressOf(loop, channel.session());
    }

    private void established(VclLoop loop, int handle) {
        room = loop.vppcom().sessionAttr(handle, VppcomAttr.GET_NWRITE, 0, 0);
    }

    private static int create(VclLoop loop) throws IOException {
        int handle = loop.vppcom().sessionCreate(VppcomProto.UDP, 1);
        if (handle < 0) {
            throw VclErrors.io("vppcom_session_create", handle);
        }
        loop.stats().openSessions++;
        return handle;
    }

    /** Closes the session, and makes ready for another. */
    void drop() {
        int handle = channel.session();
        if (handle != AbstractVclChannel.NO_SESSION) {
            channel.renewRegistration();
            channel.setSession(AbstractVclChannel.NO_SESSION);
            channel.closeSession(handle);
        }
        channel.datagramUnsafe().setReadReady(false);
    }

    /** Closes a session that the channel has let go of, when VPP has sent what was written. */
    void close(int handle) {
        VclLoop loop = channel.loop();
        loop.stats().openSessions--;
        if (boundPort != 0) {
            release(boundPort);
            boundPort = 0;
        }
        if (loop.isVppClosing()) {
            new LingeringSession(loop, handle);
        } else if (channel.isConnecting() && !loop.worker().isDetached()) {
            AbandonedConnect.take(loop, handle);
        } else {
            ClosingDatagrams.close(loop, channel.eventLoop(), handle, room);
        }
    }
}
