/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vclspring.channel.option.KernelOptions;
import io.github.vclspring.channel.option.VclChannelOption;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelOptionsTests {

    private static final int IPPROTO_TCP = 6;

    private Socket socket;

    @BeforeAll
    static void load() {
        Epoll.ensureAvailability();
    }

    @BeforeEach
    void open() {
        socket = Socket.newSocketStream();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    @Test
    void whatIsSetBeforeTheConnectIsGivenToTheSocket() throws IOException {
        VclSocketChannelConfig config = new VclSocketChannel().config();
        config.setTcpNoDelay(false)
                .setKeepAlive(true)
                .setReuseAddress(true)
                .setSoLinger(7)
                .setTrafficClass(0x10);
        config.setSendBufferSize(100_000).setReceiveBufferSize(200_000);
        config.setOption(EpollChannelOption.TCP_KEEPIDLE, 61);
        config.setOption(EpollChannelOption.TCP_KEEPINTVL, 62);
        config.setOption(EpollChannelOption.TCP_KEEPCNT, 3);
        config.setOption(EpollChannelOption.TCP_USER_TIMEOUT, 64_000);
        socket.setTcpNoDelay(true);

        config.applyTo(socket);

        assertThat(socket.isTcpNoDelay()).isFalse();
        assertThat(socket.isKeepAlive()).isTrue();
        assertThat(socket.isReuseAddress()).isTrue();
        assertThat(socket.getSoLinger()).isEqualTo(7);
        assertThat(socket.getTrafficClass()).isEqualTo(0x10);
        // the kernel doubles them
        assertThat(KernelOptions.get(socket, ChannelOption.SO_SNDBUF)).isEqualTo(200_000);
        assertThat(KernelOptions.get(socket, ChannelOption.SO_RCVBUF)).isEqualTo(400_000);
        assertThat(socket.getIntOpt(IPPROTO_TCP, 4)).isEqualTo(61);
        assertThat(socket.getIntOpt(IPPROTO_TCP, 5)).isEqualTo(62);
        assertThat(socket.getIntOpt(IPPROTO_TCP, 6)).isEqualTo(3);
        assertThat(socket.getIntOpt(IPPROTO_TCP, 18)).isEqualTo(64_000);
    }

    @Test
    void nothingIsSetThatWasNotAskedForButNoDelay() throws IOException {
        int sendBuffer = socket.getSendBufferSize();

        new VclSocketChannel().config().applyTo(socket);

        assertThat(socket.isTcpNoDelay()).isTrue();
        assertThat(socket.isKeepAlive()).isFalse();
        assertThat(socket.getSoLinger()).isNegative();
        assertThat(socket.getSendBufferSize()).isEqualTo(sendBuffer);
    }

    @Test
    void vppsOwnOptionsAreTranslatedWhereTheKernelHasThem() throws IOException {
        VclSocketChannelConfig config = new VclSocketChannel().config();
        config.setOption(VclChannelOption.DSCP, 46);
        config.setOption(VclChannelOption.TCP_USER_MSS, 1000);

        config.applyTo(socket);

        assertThat(socket.getTrafficClass()).isEqualTo(46 << 2);
        assertThat(socket.getIntOpt(IPPROTO_TCP, 2)).isEqualTo(1000);
    }

    @Test
    void whatTheKernelRefusesIsAnExceptionThatNamesIt() {
        assertThatThrownBy(() -> KernelOptions.set(socket, EpollChannelOption.TCP_KEEPIDLE, 0))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("TCP_KEEPIDLE = 0")
                .hasRootCauseMessage("setsockopt() failed: Invalid argument");
    }
}
