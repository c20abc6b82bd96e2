/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.Kernel.MEMORY;

import org.jspecify.annotations.Nullable;

/** A session's address, kept on the heap because it outlives the kernel socket. */
final class SavedAddr {

    private byte @Nullable [] bytes;

    void save(SockAddr address) {
        byte[] saved = bytes;
        if (saved == null) {
            saved = new byte[SockAddr.LENGTH];
            bytes = saved;
        }
        MEMORY.getByteArray(address.memory(), saved, 0, saved.length);
    }

    /** Copies the saved address to {@code address}, or 0.0.0.0:0 if none was saved. */
    SockAddr load(SockAddr address) {
        byte[] saved = bytes;
        if (saved == null) {
            address.clear();
        } else {
            MEMORY.putByteArray(address.memory(), saved, 0, saved.length);
        }
        return address;
    }

    boolean isSet() {
        return bytes != null;
    }
}
