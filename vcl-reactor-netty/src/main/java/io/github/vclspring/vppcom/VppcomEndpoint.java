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
 * An off-heap {@code vppcom_endpt_t} with the 16 bytes that its {@code ip} points to, and an {@code int} for the length
 * that {@link Vppcom#sessionAttr} needs. Not thread-safe.
 *
 * <p>The struct grew from 32 to 48 bytes in 23.02. 48 zeroed bytes work with every release, because the library only
 * checks for a minimum size. The tail must be zero because {@code sendto} follows a pointer there (vppcom.c, 26.06).
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

    /**
     * Allocates 72 off-heap bytes. The garbage collector frees them with this object, so keep it while VCL uses the
     * address.
     */
    public VppcomEndpoint() {
        memory = ByteBuffer.allocateDirect(LENGTH + 8).order(ByteOrder.nativeOrder());
        address = Buffer.memoryAddress(memory);
        clear();
    }

    /** The address of the struct. */
    public long address() {
        return address;
    }

    /** Returns the address of an {@code int} that contains the struct's size. Each call resets the {@code int}. */
    public long lengthAddress() {
        memory.putInt(LENGTH, STRUCT_SIZE);
        return address + LENGTH;
    }

    /** Resets the struct so that it can receive an address. */
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

    /** Returns the address that a call has stored. A cut-through peer is {@code 0.0.0.0} or {@code ::}. */
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

    /** Returns the {@code int} that a call has stored in place of an endpoint. */
    public int asInt() {
        return memory.getInt(0);
    }

    private static short networkOrder(short port) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Short.reverseBytes(port) : port;
    }
}
