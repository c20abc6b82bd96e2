/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.session.VclSession;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.internal.StringUtil;

/**
 * A handle's registration with its loop. Events carry its {@linkplain #id id} instead of a session's index, because VCL
 * reuses indices, and the current batch may still contain an event of a closed session.
 */
final class VclRegistration implements IoRegistration {

    private final VclLoop loop;
    private final VclIoHandle handle;
    private final long id;
    private boolean valid = true;

    VclRegistration(VclLoop loop, VclIoHandle handle, long id) {
        this.loop = loop;
        this.handle = handle;
        this.id = id;
    }

    long id() {
        return id;
    }

    VclIoHandle handle() {
        return handle;
    }

    /** The {@link VclLoop} that it is registered with. */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the interface declares it
    public <T> T attachment() {
        return (T) loop;
    }

    /** Must be called on the event loop: a session belongs to its worker's thread. */
    @Override
    public long submit(IoOps ops) {
        if (!(ops instanceof VclIoOps vclOps)) {
            throw new IllegalArgumentException("IoOps of type " + StringUtil.simpleClassName(ops) + " not supported");
        }
        if (!valid) {
            return -1;
        }
        VclSession session = handle.session();
        if (session == null) {
            return -1;
        }
        session.epollAdd(vclOps.mask(), id);
        return id;
    }

    @Override
    public boolean isValid() {
        return valid;
    }

    /** Must be called on the event loop, and before the session is closed. */
    @Override
    public boolean cancel() {
        if (!valid) {
            return false;
        }
        valid = false;
        loop.remove(this);
        VclSession session = handle.session();
        if (session != null) {
            session.epollDelete();
        }
        return true;
    }
}
