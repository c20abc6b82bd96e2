/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.session.VclSession;
import io.netty.channel.IoHandle;
import org.jspecify.annotations.Nullable;

/** An {@link IoHandle} whose I/O is a VCL session. */
public interface VclIoHandle extends IoHandle {

    /** Returns the session, null while there is none. Only asked for on the event loop. */
    @Nullable
    VclSession session();

    /** Called on the event loop when it shuts down. */
    @Override
    void close();
}
