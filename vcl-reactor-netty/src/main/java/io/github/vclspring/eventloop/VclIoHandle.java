/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.Internal;
import io.github.vclspring.session.VclSession;
import io.netty.channel.IoHandle;
import org.jspecify.annotations.Nullable;

/** An {@link IoHandle} whose I/O is a VCL session. */
@Internal
public interface VclIoHandle extends IoHandle {

    /** Returns the session, or null while there is none. Only on the event loop. */
    @Nullable
    VclSession session();

    /** Returns the kind of its session, or null if the session is not to be listed. Only on the event loop. */
    @Internal
    default VclSessionInfo.@Nullable Kind kind() {
        return null;
    }

    /** Describes its session, if it has a {@link #kind}. Only on the event loop. */
    @Internal
    default VclSessionInfo describe() {
        throw new UnsupportedOperationException();
    }

    /** Called on the event loop when it shuts down. */
    @Override
    void close();
}
