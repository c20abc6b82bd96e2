/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.datagram;

import io.github.vclspring.channel.option.VclChannelConfig;
import io.github.vclspring.channel.option.VclChannelOption;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannelConfig;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link VclDatagramChannel}. {@code DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION} and
 * {@link VclChannelOption#MAX_DATAGRAM_PAYLOAD} work. {@link ChannelOption#SO_BROADCAST},
 * {@link ChannelOption#SO_REUSEADDR}, {@link ChannelOption#SO_SNDBUF}, {@link ChannelOption#SO_RCVBUF} and
 * {@link ChannelOption#IP_TOS} are only stored, because VPP ignores them. Multicast options are rejected.
 */
public final class VclDatagramChannelConfig extends VclChannelConfig<VclDatagramChannelConfig>
        implements DatagramChannelConfig {

    /** Longest datagram that fits VPP's default MTU of 1500 over IPv4 ({@code udp { mtu }}; udp.c, 26.06). */
    public static final int DEFAULT_MAX_PAYLOAD = 1472;

    /** Additional header bytes of IPv6. */
    private static final int IP6_SURPLUS = 20;

    private static final int RECEIVE_BUFFER = 2048;

    @SuppressWarnings("deprecation") // channels are still configured with it
    private static final ChannelOption<Boolean> ACTIVE_ON_REGISTRATION =
            ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION;

    private static final Map<ChannelOption<?>, Object> DEFAULTS = Map.ofEntries(
            Map.entry(ACTIVE_ON_REGISTRATION, false),
            Map.entry(VclChannelOption.MAX_DATAGRAM_PAYLOAD, DEFAULT_MAX_PAYLOAD),
            Map.entry(ChannelOption.SO_BROADCAST, false),
            Map.entry(ChannelOption.SO_REUSEADDR, false),
            Map.entry(ChannelOption.SO_SNDBUF, 0),
            Map.entry(ChannelOption.SO_RCVBUF, 0),
            Map.entry(ChannelOption.IP_TOS, 0));

    private final VclDatagramChannel vclChannel;

    VclDatagramChannelConfig(VclDatagramChannel channel) {
        super(channel, new FixedRecvByteBufAllocator(RECEIVE_BUFFER), DEFAULTS);
        vclChannel = channel;
    }

    @Override
    protected void autoReadCleared() {
        vclChannel.autoReadCleared();
    }

    /** Returns the longest datagram in bytes that is sent over IPv4. Over IPv6, it is 20 bytes less. */
    public int getMaxPayload() {
        return require(VclChannelOption.MAX_DATAGRAM_PAYLOAD);
    }

    /**
     * Sets the longest datagram that is sent.
     *
     * @param bytes the limit over IPv4, which is VPP's {@code udp { mtu }} minus 28
     */
    public VclDatagramChannelConfig setMaxPayload(int bytes) {
        setOption(VclChannelOption.MAX_DATAGRAM_PAYLOAD, bytes);
        return this;
    }

    int getMaxPayload(boolean ip4) {
        return ip4 ? getMaxPayload() : getMaxPayload() - IP6_SURPLUS;
    }

    boolean isActiveOnRegistration() {
        return require(ACTIVE_ON_REGISTRATION);
    }

    @Override
    public int getSendBufferSize() {
        return require(ChannelOption.SO_SNDBUF);
    }

    @Override
    public VclDatagramChannelConfig setSendBufferSize(int sendBufferSize) {
        setOption(ChannelOption.SO_SNDBUF, sendBufferSize);
        return this;
    }

    @Override
    public int getReceiveBufferSize() {
        return require(ChannelOption.SO_RCVBUF);
    }

    @Override
    public VclDatagramChannelConfig setReceiveBufferSize(int receiveBufferSize) {
        setOption(ChannelOption.SO_RCVBUF, receiveBufferSize);
        return this;
    }

    @Override
    public int getTrafficClass() {
        return require(ChannelOption.IP_TOS);
    }

    @Override
    public VclDatagramChannelConfig setTrafficClass(int trafficClass) {
        setOption(ChannelOption.IP_TOS, trafficClass);
        return this;
    }

    @Override
    public boolean isBroadcast() {
        return require(ChannelOption.SO_BROADCAST);
    }

    @Override
    public VclDatagramChannelConfig setBroadcast(boolean broadcast) {
        setOption(ChannelOption.SO_BROADCAST, broadcast);
        return this;
    }

    private static UnsupportedOperationException noMulticast() {
        return new UnsupportedOperationException("VCL has no multicast");
    }

    /** Always returns true, because there is no multicast. */
    @Override
    public boolean isLoopbackModeDisabled() {
        return true;
    }

    @Override
    public VclDatagramChannelConfig setLoopbackModeDisabled(boolean loopbackModeDisabled) {
        throw noMulticast();
    }

    /** Always returns 0, because there is no multicast. */
    @Override
    public int getTimeToLive() {
        return 0;
    }

    @Override
    public VclDatagramChannelConfig setTimeToLive(int ttl) {
        throw noMulticast();
    }

    /** Always returns null, because there is no multicast. */
    @Override
    public @Nullable InetAddress getInterface() {
        return null;
    }

    @Override
    public VclDatagramChannelConfig setInterface(InetAddress interfaceAddress) {
        throw noMulticast();
    }

    /** Always returns null, because there is no multicast. */
    @Override
    public @Nullable NetworkInterface getNetworkInterface() {
        return null;
    }

    @Override
    public VclDatagramChannelConfig setNetworkInterface(NetworkInterface networkInterface) {
        throw noMulticast();
    }
}
