/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

/**
 * The addresses of one private VPP. They follow from a slot in 198.18.0.0/15, which is set aside for tests of network equipment, and in a unique local
 * IPv6 prefix; no two VPPs at the same time share a slot, so that no test passes by having reached the wrong VPP.
 */
record Addresses(int slot) {

    static final int SLOTS = 256;

    String wirePrefix() {
        return "198.18." + slot + ".";
    }

    String loopbackPrefix() {
        return "198.19." + slot + ".";
    }

    String vpp() {
        return wirePrefix() + 1;
    }

    String kernel() {
        return wirePrefix() + 2;
    }

    String loopback() {
        return loopbackPrefix() + 1;
    }

    String vpp6() {
        return wire6() + 1;
    }

    String kernel6() {
        return wire6() + 2;
    }

    String loopback6() {
        return "fd76:7070:2:" + hexSlot() + "::1";
    }

    /** Given, not learnt: VPP then needs no neighbour discovery, in which it would lose the first packet. */
    String kernelMac() {
        return "02:76:70:70:00:" + (slot < 16 ? "0" : "") + hexSlot();
    }

    /** By default VPP draws one at each start, and for a while the kernel would send to that of a VPP that is no more. */
    String vppMac() {
        return "02:76:70:70:01:" + (slot < 16 ? "0" : "") + hexSlot();
    }

    private String wire6() {
        return "fd76:7070:1:" + hexSlot() + "::";
    }

    private String hexSlot() {
        return Integer.toHexString(slot);
    }
}
