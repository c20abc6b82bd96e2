/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.eventloop.VclIoHandle;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.util.AttributeKey;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The stack that carries a connection. An established {@link VclSocketChannel} has it as the attribute {@link #KEY}.
 * {@link #of} returns it for any channel, including HTTP/2 streams.
 *
 * @param transport the stack
 * @param worker index of the VCL worker; -1 for the kernel, and for anything but an established stream
 * @param local the local address
 * @param remote the peer's address; unspecified on the accepting end of a cut-through connection, where VPP does not
 *     report it
 */
public record VclConnection(
        VclTransport transport,
        int worker,
        @Nullable SocketAddress local,
        @Nullable SocketAddress remote) {

    /** The attribute, named {@code vcl.connection}. */
    public static final AttributeKey<VclConnection> KEY = AttributeKey.valueOf("vcl.connection");

    /** Returns a channel's own connection, or the one that it is a stream of. Any thread. */
    public static VclConnection of(Channel channel) {
        Channel connection = channel;
        for (Channel parent = channel.parent();
                parent != null && !(parent instanceof ServerChannel);
                parent = parent.parent()) {
            connection = parent;
        }
        VclConnection known = connection.attr(KEY).get();
        return known != null
                ? known
                : new VclConnection(transportOf(connection), -1, connection.localAddress(), connection.remoteAddress());
    }

    private static VclTransport transportOf(Channel channel) {
        if (channel instanceof VclSocketChannel stream) {
            return stream.transport();
        }
        return channel.unsafe() instanceof VclIoHandle ? VclTransport.VCL : VclTransport.KERNEL;
    }
}
