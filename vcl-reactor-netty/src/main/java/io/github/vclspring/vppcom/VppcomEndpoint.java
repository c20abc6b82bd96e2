/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

import io.netty.channel.unix.Buffer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A {@code vppcom_endpt_t} outside the heap, with the 16 bytes that its {@code ip} points to, and an {@code int} for
 * the length that {@link Vppcom#sessionAttr} wants.
 *
 * <p>The struct grew from 32 to 48 bytes in 23.02. 48 zeroed bytes suit every release: the library asks for "at least",
 * and its tail must be zero because {@code sendto} follows a pointer there (vppcom.c, 26.06). Not thread-safe.
 */
public final class VppcomEndpoint {

    private static final int STRUCT_SIZE = 48;
    private static final int IS_IP4 = 1;
    private static final int IP = 8;
    private static final int PORT = 16;
    private static final int BYTES = STRUCT_SIZE;
    private static final int LENGTH = BYTES + 16;

    private final ByteBuffer memory;
    private final long address;

    /** Allocates 72 bytes outside the heap, which the garbage collector frees with this object: keep it while VCL has the address. */
    public VppcomEndpoint() {
        memory = ByteBuffer.allocateDirect(LENGTH + 8).order(ByteOrder.nativeOrder());
        address = Buffer.memoryAddress(memory);
        clear();
    }

    /** The address of the struct. */
    public long address() {
        return address;
    }

    /** The address of an {@code int} that holds the struct's size, set again by each call of this method. */
    public long lengthAddress() {
        memory.putInt(LENGTH, STRUCT_SIZE);
        return address + LENGTH;
    }

    /** Makes it ready to receive an address. */
    public VppcomEndpoint clear() {
        for (int i = 0; i < LENGTH; i += Long.BYTES) {
            memory.putLong(i, 0);
        }
        memory.putLong(IP, address + BYTES);
        return this;
    }

    /**
     * Stores an address to bind or to connect to.
     *
     * @throws IllegalArgumentException if it is unresolved
     */
    public VppcomEndpoint set(InetSocketAddress socketAddress) {
        InetAddress ip = socketAddress.getAddress();
        if (ip == null) {
            throw new IllegalArgumentException("Unresolved address: " + socketAddress);
        }
        clear();
        memory.put(IS_IP4, (byte) (ip instanceof Inet4Address ? 1 : 0));
        byte[] bytes = ip.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            memory.put(BYTES + i, bytes[i]);
        }
        memory.putShort(PORT, networkOrder((short) socketAddress.getPort()));
        return this;
    }

    /** Reads the address that a call has stored. A cut-through peer is {@code 0.0.0.0} or {@code ::}. */
    public InetSocketAddress get() {
        byte[] bytes = new byte[memory.get(IS_IP4) == 0 ? 16 : 4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = memory.get(BYTES + i);
        }
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(bytes), Short.toUnsignedInt(networkOrder(memory.getShort(PORT))));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }

    /** Reads an {@code int} that a call has stored in its place. */
    public int asInt() {
        return memory.getInt(0);
    }

    private static short networkOrder(short port) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Short.reverseBytes(port) : port;
    }
}
