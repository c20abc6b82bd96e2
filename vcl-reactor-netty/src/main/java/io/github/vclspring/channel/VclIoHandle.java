/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.netty.channel.IoHandle;

/** An {@link IoHandle} whose I/O is a VCL session. */
public interface VclIoHandle extends IoHandle {

    /** The session's handle as libvppcom numbers it. Only asked for on the event loop, once there is one. */
    int session();

    /** Called on the event loop when it shuts down. */
    @Override
    void close();
}
