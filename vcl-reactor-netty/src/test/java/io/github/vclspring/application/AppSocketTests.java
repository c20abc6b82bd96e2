/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.vclspring.application.VclAttachException.Reason;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AppSocketTests {

    private static void check(String name) {
        AppSocket.check(name, AppSocket.Origin.PROPERTY);
    }

    @TempDir
    private Path directory;

    @Test
    void anAbsentSocketIsMissing() {
        Path absent = directory.resolve("default");
        assertThatExceptionOfType(VclAttachException.class)
                .isThrownBy(() -> check(absent.toString()))
                .withMessageContaining(absent + " does not exist")
                .matches(e -> e.reason() == Reason.APP_SOCKET_MISSING)
                .matches(e -> e.remedy().contains("session { enable"));
    }

    @Test
    void whatNamesTheSocketIsNamedAndIsToBeChanged() {
        Path absent = directory.resolve("default");
        assertThatExceptionOfType(VclAttachException.class)
                .isThrownBy(() -> AppSocket.check(absent.toString(), AppSocket.Origin.ENVIRONMENT))
                .withMessageContaining(
                        absent + ", which the environment variable VCL_VPP_SAPI_SOCKET names, does not exist")
                .matches(e -> e.remedy().contains("unset the environment variable VCL_VPP_SAPI_SOCKET"))
                .matches(e -> !e.remedy().contains("set vcl.app-socket-api"));
        assertThatExceptionOfType(VclAttachException.class)
                .isThrownBy(() -> AppSocket.check("abstract:nowhere", AppSocket.Origin.file(Path.of("/etc/vcl.conf"))))
                .withMessageContaining("'nowhere', which /etc/vcl.conf names, in this process's network namespace")
                .matches(e -> e.remedy().contains("set app-socket-api in /etc/vcl.conf to abstract:vpp/session"));
    }

    @Test
    void aFileIsNoSocket() throws IOException {
        Path file = Files.createFile(directory.resolve("default"));
        assertThatExceptionOfType(VclAttachException.class)
                .isThrownBy(() -> check(file.toString()))
                .matches(e -> e.reason() == Reason.APP_SOCKET_NOT_A_SOCKET);
    }

    @Test
    void aSocketPasses() throws IOException {
        Path path = directory.resolve("default");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            assertThatCode(() -> check(path.toString())).doesNotThrowAnyException();
        }
    }

    @Test
    @Timeout(10)
    void aVppThatDoesNotAcceptIsNotWaitedFor() throws IOException {
        Path path = directory.resolve("default");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path), 1);
            for (int i = 0; i < 10; i++) {
                assertThatCode(() -> check(path.toString())).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void aSocketThatNobodyListensOnIsRefused() throws IOException {
        Path path = directory.resolve("default");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
        }
        assertThatExceptionOfType(VclAttachException.class)
                .isThrownBy(() -> check(path.toString()))
                .withMessageContaining("Nobody listens on the app socket " + path)
                .matches(e -> e.reason() == Reason.APP_SOCKET_REFUSED);
        assertThatExceptionOfType(VclAttachException.class)
                .isThrownBy(() -> AppSocket.check(path.toString(), AppSocket.Origin.ENVIRONMENT))
                .withMessageContaining(
                        path + ", which the environment variable VCL_VPP_SAPI_SOCKET names: the VPP that")
                .matches(e -> e.remedy().contains("Is it the right one? Unset the environment variable"));
    }

    @Test
    void aNameIsRecognizedInTheKernelsList() {
        assertThat("/run/vpp/app_ns_sockets/default")
                .matches(AppSocket.listed("/run/vpp/app_ns_sockets/default"))
                .doesNotMatch(AppSocket.listed("/run/vpp/app_ns_sockets/other"));
        // VPP binds the whole array of an abstract name, with zero bytes behind it
        assertThat("@vpp/session@@@")
                .matches(AppSocket.listed("abstract:vpp/session"))
                .doesNotMatch(AppSocket.listed("abstract:vpp"));
    }

    @Test
    void anAbstractNameThatNobodyHasIsMissing() {
        assertThatExceptionOfType(VclAttachException.class)
                .isThrownBy(() -> check("abstract:vpp/nowhere"))
                .withMessageContaining("There is no abstract app socket 'vpp/nowhere'")
                .matches(e -> e.reason() == Reason.APP_SOCKET_MISSING);
    }

    @Test
    void anAbstractNameThatSomebodyHasPasses() throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            new ServerBootstrap()
                    .group(group)
                    .channel(EpollServerDomainSocketChannel.class)
                    .childHandler(new ChannelInboundHandlerAdapter())
                    .bind(new DomainSocketAddress("\0vcl-test/session"))
                    .sync();
            assertThatCode(() -> check("abstract:vcl-test/session")).doesNotThrowAnyException();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }
}
