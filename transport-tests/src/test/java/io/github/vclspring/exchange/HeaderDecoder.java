/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Reads the header, passes on its plan, and leaves the body to the next handler. */
final class HeaderDecoder extends ByteToMessageDecoder {

    HeaderDecoder() {
        setSingleDecode(true);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() >= Header.LENGTH) {
            out.add(Plan.of(Header.decode(in)));
            ctx.pipeline().remove(this);
        }
    }
}
