/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.config;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/** An IP address or CIDR block. */
final class AddressBlock {

    private final byte[] address;
    private final int bits;

    private AddressBlock(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** Returns null if the text is neither an address nor a block. */
    static @Nullable AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int bits = slash < 0 ? address.length * Byte.SIZE : bits(text.substring(slash + 1));
        return bits < 0 || bits > address.length * Byte.SIZE ? null : new AddressBlock(address, bits);
    }

    private static byte @Nullable [] address(String text) {
        // a zone is local to the host, not part of a block
        boolean valid = text.indexOf('%') < 0 && (NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text));
        return valid ? NetUtil.createByteArrayFromIpAddressString(text) : null;
    }

    private static int bits(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }

    boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (address[i] != other[i]) {
                return false;
            }
        }
        int mask = 0xff00 >> bits % Byte.SIZE & 0xff;
        return mask == 0 || (address[whole] & mask) == (other[whole] & mask);
    }

    @Override
    public String toString() {
        return NetUtil.bytesToIpAddress(address) + '/' + bits;
    }
}
