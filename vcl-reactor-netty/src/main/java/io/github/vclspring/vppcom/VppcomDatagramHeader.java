/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

import io.github.vclspring.Internal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The header that precedes each datagram in a fifo, {@code session_dgram_hdr_t} (session_types.h, 26.06). Only
 * {@link Vppcom#sessionReadSegments} returns it.
 *
 * @param payload number of payload bytes that follow
 * @param sender address of the sender
 */
@Internal
public record VppcomDatagramHeader(int payload, InetSocketAddress sender) {

    private static final int BYTES = 47;
    private static final int BYTES_BEFORE_GSO = 45;

    /** The release that added the GSO segment size to the header. */
    private static final VppcomRelease GSO = new VppcomRelease(23, 2);

    private static final int REMOTE_IP = 8;
    private static final int REMOTE_PORT = 40;
    private static final int IS_IP4 = 44;
    private static final int IP_BYTES = 16;

    /** The size of the header in bytes. */
    public static int size(Optional<VppcomRelease> release) {
        return release.filter(known -> known.compareTo(GSO) < 0).isPresent() ? BYTES_BEFORE_GSO : BYTES;
    }

    /** Reads a header. */
    public static VppcomDatagramHeader of(byte[] header) {
        ByteBuffer bytes = ByteBuffer.wrap(header).order(ByteOrder.nativeOrder());
        // an IPv4 address is the last four bytes of the sixteen
        int from = REMOTE_IP + (bytes.get(IS_IP4) != 0 ? IP_BYTES - 4 : 0);
        int port = Short.toUnsignedInt(bytes.order(ByteOrder.BIG_ENDIAN).getShort(REMOTE_PORT));
        try {
            InetAddress ip = InetAddress.getByAddress(Arrays.copyOfRange(header, from, REMOTE_IP + IP_BYTES));
            return new VppcomDatagramHeader(
                    bytes.order(ByteOrder.nativeOrder()).getInt(0), new InetSocketAddress(ip, port));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }
}
