/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One datagram address of an application. Several workers may bind it, but all datagrams go to the lowest worker
 * (application.c, 26.06). Guarded by {@link Vpp}'s lock.
 */
final class SharedDatagrams {

    private final List<UdpSocket> members = new ArrayList<>();

    SharedDatagrams(Session first, int fd) {
        join(first, fd);
    }

    /** Adds a session. Returns false if its worker is already bound to the address. */
    boolean add(Session session) {
        if (members.stream().anyMatch(member -> member.session().worker() == session.worker())) {
            return false;
        }
        join(session, Kernel.dup(members.get(0).fd()));
        return true;
    }

    private void join(Session session, int fd) {
        UdpSocket socket = new UdpSocket(fd, session, false);
        session.datagrams = socket;
        members.add(socket);
        promote();
    }

    private void promote() {
        Optional<UdpSocket> lowest = members.stream()
                .min(Comparator.comparingInt(member -> member.session().worker().index()));
        lowest.filter(socket -> !socket.receives()).ifPresent(next -> {
            members.forEach(UdpSocket::stopReceiving);
            next.receive();
        });
    }

    /** Removes a socket. Returns whether there are no more members. */
    boolean remove(UdpSocket socket) {
        if (members.remove(socket) && !members.isEmpty()) {
            promote();
        }
        return members.isEmpty();
    }
}
