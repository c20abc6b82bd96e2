/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.Kernel.MEMORY;

import io.github.vclspring.loopback.Kernel.LibC;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A {@code struct sockaddr_in} or {@code sockaddr_in6}, copied from and to {@code vppcom_endpt_t}. */
final class SockAddr {

    private static final int IP4_LENGTH = 16;
    private static final int IP6_LENGTH = 28;
    private static final int PORT = 2;
    private static final int IP4 = 4;
    private static final int IP6 = 8;
    static final int LENGTH = 32;

    private static final int ENDPOINT_IS_IP4 = 1;
    private static final int ENDPOINT_IP = 8;
    private static final int ENDPOINT_PORT = 16;

    /** Keeps the memory alive. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LENGTH + 4);

    private final long memory = MEMORY.getDirectBufferAddress(buffer);

    SockAddr() {
        clear();
    }

    /** Returns the address of the struct, for {@link LibC}. */
    long memory() {
        return memory;
    }

    /** Returns the address of an int with the struct's size, which is set again by each call. */
    long lengthAddress() {
        MEMORY.putInt(memory + LENGTH, IP6_LENGTH);
        return memory + LENGTH;
    }

    int length() {
        return isIp4() ? IP4_LENGTH : IP6_LENGTH;
    }

    int family() {
        return MEMORY.getShort(memory);
    }

    boolean isIp4() {
        return family() == Kernel.AF_INET;
    }

    /** Copies the IP address of 4 or 16 bytes. */
    void copyIp(long to) {
        MEMORY.copyMemory(memory + (isIp4() ? IP4 : IP6), to, isIp4() ? 4 : 16);
    }

    /** Returns the port in network byte order. */
    short rawPort() {
        return MEMORY.getShort(memory + PORT);
    }

    boolean hasPort() {
        return rawPort() != 0;
    }

    boolean isWildcard() {
        return isIp4()
                ? MEMORY.getInt(memory + IP4) == 0
                : MEMORY.getLong(memory + IP6) == 0 && MEMORY.getLong(memory + IP6 + 8) == 0;
    }

    void clear() {
        MEMORY.setMemory(memory, LENGTH, (byte) 0);
        MEMORY.putShort(memory, (short) Kernel.AF_INET);
    }

    void copyFrom(SockAddr other) {
        MEMORY.copyMemory(other.memory, memory, LENGTH);
    }

    void fromEndpoint(long endpoint) {
        clear();
        long ip = MEMORY.getAddress(endpoint + ENDPOINT_IP);
        if (MEMORY.getByte(endpoint + ENDPOINT_IS_IP4) != 0) {
            MEMORY.copyMemory(ip, memory + IP4, 4);
        } else {
            MEMORY.putShort(memory, (short) Kernel.AF_INET6);
            MEMORY.copyMemory(ip, memory + IP6, 16);
        }
        MEMORY.putShort(memory + PORT, MEMORY.getShort(endpoint + ENDPOINT_PORT));
    }

    void toEndpoint(long endpoint) {
        long ip = MEMORY.getAddress(endpoint + ENDPOINT_IP);
        MEMORY.putByte(endpoint + ENDPOINT_IS_IP4, (byte) (isIp4() ? 1 : 0));
        MEMORY.copyMemory(memory + (isIp4() ? IP4 : IP6), ip, isIp4() ? 4 : 16);
        MEMORY.putShort(endpoint + ENDPOINT_PORT, rawPort());
    }

    static boolean isEndpoint(long endpoint) {
        return endpoint != 0 && MEMORY.getAddress(endpoint + ENDPOINT_IP) != 0;
    }

    /** Returns IP address and port as a string that can be compared and shown. */
    String key() {
        byte[] ip = new byte[isIp4() ? 4 : 16];
        MEMORY.getByteArray(memory + (isIp4() ? IP4 : IP6), ip, 0, ip.length);
        return Arrays.toString(ip) + ":" + port();
    }

    int port() {
        return ((MEMORY.getByte(memory + PORT) & 0xff) << 8) | (MEMORY.getByte(memory + PORT + 1) & 0xff);
    }
}
