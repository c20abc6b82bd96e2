/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;

/**
 * What the client sends first. From it both sides compute the same {@link Plan}.
 *
 * @param id names the connection on both sides
 * @param kind what is exchanged
 * @param seed decides everything else
 * @param size bytes of the larger body
 */
record Header(int id, Kind kind, long seed, int size) {

    private static final int MAGIC = 0x45584348;

    /** Encoded length in bytes. */
    static final int LENGTH = 4 + 4 + 1 + 8 + 4;

    @SuppressWarnings("EnumOrdinal") // both sides run the same program
    void encode(ByteBuf out) {
        out.writeInt(MAGIC)
                .writeInt(id)
                .writeByte(kind.ordinal())
                .writeLong(seed)
                .writeInt(size);
    }

    /** Decodes {@link #LENGTH} bytes. */
    @SuppressWarnings("EnumOrdinal")
    static Header decode(ByteBuf in) {
        int magic = in.readInt();
        if (magic != MAGIC) {
            throw new CorruptedFrameException("no header: 0x" + Integer.toHexString(magic));
        }
        return new Header(in.readInt(), Kind.values()[in.readByte()], in.readLong(), in.readInt());
    }
}
