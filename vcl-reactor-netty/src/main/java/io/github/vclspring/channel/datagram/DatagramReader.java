/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.datagram;

import io.github.vclspring.session.DatagramSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Reads datagrams into the channel's pipeline. Only on the event loop. */
final class DatagramReader {

    private final VclDatagramChannel channel;

    DatagramReader(VclDatagramChannel channel) {
        this.channel = channel;
    }

    /** Reads up to the limit of one iteration. */
    void read() {
        VclDatagramChannel.DatagramUnsafe unsafe = channel.datagramUnsafe();
        RecvByteBufAllocator.ExtendedHandle handle = unsafe.readHandle();
        handle.reset(channel.config());
        Throwable failure = null;
        boolean drained = false;
        ByteBuf buffer = null;
        try {
            do {
                buffer = unsafe.allocate(handle, channel.config());
                handle.attemptedBytesRead(buffer.writableBytes());
                DatagramSession session = channel.datagrams();
                int count = session.receive(buffer, channel.isConnected());
                if (count < 0) {
                    drained = true;
                    handle.lastBytesRead(-1);
                    break;
                }
                // an empty datagram must not end the reading
                handle.lastBytesRead(Math.max(1, count));
                handle.incMessagesRead(1);
                unsafe.readDone();
                InetSocketAddress from = channel.isConnected() ? channel.remoteAddress() : session.sender();
                if (from != null) {
                    ByteBuf content = buffer;
                    buffer = null;
                    channel.pipeline().fireChannelRead(channel.received(content, from));
                } else {
                    buffer.release();
                }
                buffer = null;
            } while (channel.hasSession()
                    && !channel.isConnecting()
                    && handle.continueReading(UncheckedBooleanSupplier.TRUE_SUPPLIER));
        } catch (Throwable t) {
            failure = t;
            drained = t instanceof IOException;
        }
        if (buffer != null) {
            buffer.release();
        }
        if (drained || failure == null) {
            unsafe.setReadReady(!drained);
        } else {
            // VPP does not report a datagram again for which no buffer was allocated
            unsafe.readLater();
        }
        handle.readComplete();
        channel.pipeline().fireChannelReadComplete();
        if (failure != null) {
            channel.pipeline().fireExceptionCaught(failure);
        }
        unsafe.continueReading();
    }
}
