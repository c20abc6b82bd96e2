/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Destinations of outbound connections that go over the kernel instead of VPP. Immutable.
 *
 * <p>A name is compared with the name from which an address was resolved, which resolvers keep in it
 * ({@link InetSocketAddress#getHostString()}). Nothing is resolved here. If a proxy is used, the proxy is the
 * destination.
 */
public final class KernelDestinations {

    /** Nothing goes over the kernel. */
    public static final KernelDestinations NONE =
            new KernelDestinations(false, List.of(), Set.of(), List.of(), Set.of());

    private static final String PROPERTY = "client.kernel-destinations";
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");
    private static final Pattern LOOKS_LIKE_AN_ADDRESS = Pattern.compile("[0-9.]+|.*\\.[0-9]+");
    private static final int MAX_NAME = 253;

    private final boolean loopback;
    private final List<AddressBlock> blocks;
    private final Set<String> names;
    private final List<String> suffixes;
    private final Set<InetSocketAddress> endpoints;

    private KernelDestinations(
            boolean loopback,
            List<AddressBlock> blocks,
            Set<String> names,
            List<String> suffixes,
            Set<InetSocketAddress> endpoints) {
        this.loopback = loopback;
        this.blocks = List.copyOf(blocks);
        this.names = Set.copyOf(names);
        this.suffixes = List.copyOf(suffixes);
        this.endpoints = Set.copyOf(endpoints);
    }

    /**
     * Parses a list of destinations.
     *
     * @param destinations each an address ({@code 192.0.2.7}, {@code 2001:db8::7}), a CIDR block ({@code 10.0.0.0/8},
     *     {@code fd00::/8}), a host name ({@code db.example.com}), or all names below one ({@code *.svc.cluster.local})
     * @throws VclConfigException if one is none of these
     */
    public static KernelDestinations of(Collection<String> destinations) {
        List<AddressBlock> blocks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<String> suffixes = new ArrayList<>();
        for (String given : destinations) {
            String destination = given.strip().toLowerCase(Locale.ROOT);
            AddressBlock block = AddressBlock.parse(destination);
            if (block != null) {
                blocks.add(block);
            } else if (destination.startsWith("*.")) {
                suffixes.add('.' + name(destination.substring(2), given));
            } else {
                names.add(name(destination, given));
            }
        }
        return new KernelDestinations(false, blocks, names, suffixes, Set.of());
    }

    private static String name(String text, String given) {
        String name = withoutRootDot(text);
        if (name.length() > MAX_NAME
                || !NAME.matcher(name).matches()
                || LOOKS_LIKE_AN_ADDRESS.matcher(name).matches()) {
            throw new VclConfigException(
                    PROPERTY,
                    given,
                    "must be an address, a CIDR block, a host name, or all names below one",
                    "Write it like 192.0.2.7, 10.0.0.0/8, fd00::/8, db.example.com or *.svc.cluster.local, without a"
                            + " port; for everything, set vcl.client.transport to kernel.");
        }
        return name;
    }

    /** Returns these destinations and the host's loopback addresses, which VPP cannot reach. */
    public KernelDestinations andLoopback() {
        return new KernelDestinations(true, blocks, names, suffixes, endpoints);
    }

    /** Returns these destinations and servers, given by address and port. */
    public KernelDestinations and(Collection<InetSocketAddress> servers) {
        Set<InetSocketAddress> all = new HashSet<>(endpoints);
        all.addAll(servers);
        return new KernelDestinations(loopback, blocks, names, suffixes, all);
    }

    /** Returns whether connections to {@code remote}, a resolved address, go over the kernel. */
    public boolean contains(InetSocketAddress remote) {
        InetAddress address = remote.getAddress();
        // the kernel treats the wildcard address as loopback
        if (loopback && (address.isLoopbackAddress() || address.isAnyLocalAddress())) {
            return true;
        }
        return containsAddress(address) || containsName(remote) || (!endpoints.isEmpty() && endpoints.contains(remote));
    }

    private boolean containsAddress(InetAddress address) {
        if (blocks.isEmpty()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        for (AddressBlock block : blocks) {
            if (block.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    private boolean containsName(InetSocketAddress remote) {
        if (names.isEmpty() && suffixes.isEmpty()) {
            return false;
        }
        String name = withoutRootDot(remote.getHostString().toLowerCase(Locale.ROOT));
        if (names.contains(name)) {
            return true;
        }
        for (String suffix : suffixes) {
            if (name.endsWith(suffix)) {
                return true;
            }
        }
        return false;
    }

    private static String withoutRootDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    @Override
    public String toString() {
        List<Object> all = new ArrayList<>(blocks);
        all.addAll(names);
        suffixes.forEach(suffix -> all.add("*" + suffix));
        if (loopback) {
            all.add("loopback");
        }
        all.addAll(endpoints);
        return all.toString();
    }
}
