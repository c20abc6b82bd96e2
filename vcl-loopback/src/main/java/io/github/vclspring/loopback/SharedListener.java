/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.VppcomEvents;
import java.util.ArrayList;
import java.util.List;

/** An application's listening address, shared round-robin by workers (application.c {@code accept_rotor}, 26.06). */
final class SharedListener extends KernelSocket {

    private final Vpp vpp;
    private final List<Session> members = new ArrayList<>();
    private int rotor;

    SharedListener(int fd, Vpp vpp) {
        super(fd);
        this.vpp = vpp;
    }

    /** Returns a listening descriptor or a negative errno. */
    static int open(SockAddr address) {
        int fd = Kernel.socket(address.family(), Kernel.SOCK_STREAM);
        if (fd < 0) {
            return fd;
        }
        // VPP does not block ports in TIME_WAIT
        Kernel.allowAddressInTimeWait(fd);
        if (!address.isIp4()) {
            Kernel.noDualStack(fd);
        }
        int result = Kernel.bind(fd, address);
        if (result == 0) {
            result = Kernel.listen(fd);
        }
        if (result < 0) {
            Kernel.close(fd);
            return result;
        }
        return fd;
    }

    /** Adds a session. Returns false if its worker already listens on the address. */
    synchronized boolean add(Session session) {
        for (Session member : members) {
            if (member.worker() == session.worker()) {
                return false;
            }
        }
        members.add(session);
        return true;
    }

    /** Removes a session. Returns whether it was the last member. */
    synchronized boolean remove(Session session) {
        return members.remove(session) && members.isEmpty();
    }

    @Override
    synchronized void onEvents(int events) {
        if ((events & VppcomEvents.EPOLLIN) == 0) {
            return;
        }
        while (isUsable()) {
            int fd = Kernel.accept(fd());
            if (fd < 0) {
                return;
            }
            if (!vpp.isAlive() || members.isEmpty()) {
                Kernel.abort(fd);
                continue;
            }
            Session next = members.get(Math.floorMod(rotor++, members.size()));
            if (!next.worker().post(next, Messages.ACCEPTED, fd)) {
                Kernel.abort(fd);
            }
        }
    }
}
