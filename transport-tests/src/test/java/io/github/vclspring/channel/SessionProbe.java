/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.eventloop.VclIoHandle;
import io.github.vclspring.eventloop.VclSessionInfo;
import io.netty.channel.Channel;
import java.util.Optional;

/** Shows a single channel's session: {@link VclEventLoopGroup#sessions} lists them without their channels. */
public final class SessionProbe {

    private SessionProbe() {}

    /**
     * Describes the session of a channel, on its event loop.
     *
     * @param channel any channel
     * @return what VCL knows, if the channel has a session
     */
    public static Optional<VclSessionInfo> of(Channel channel) {
        return channel instanceof VclSocketChannel vcl && vcl.isRegistered() && vcl.hasSession()
                ? Optional.of(((VclIoHandle) vcl.unsafe()).describe())
                : Optional.empty();
    }
}
