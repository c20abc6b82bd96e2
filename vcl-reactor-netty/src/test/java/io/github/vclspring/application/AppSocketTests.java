/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.vclspring.application.VclAttachException.Reason;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppSocketTests {

    @TempDir
    private Path directory;

    @Test
    void anAbsentSocketIsMissing() {
        Path absent = directory.resolve("default");
        assertThatExceptionOfType(VclAttachException.class)
                .isThrownBy(() -> AppSocket.check(absent.toString()))
                .withMessageContaining(absent + " does not exist")
                .matches(e -> e.reason() == Reason.APP_SOCKET_MISSING)
                .matches(e -> e.remedy().contains("session { enable"));
    }

    @Test
    void aFileIsNoSocket() throws IOException {
        Path file = Files.createFile(directory.resolve("default"));
        assertThatExceptionOfType(VclAttachException.class)
                .isThrownBy(() -> AppSocket.check(file.toString()))
                .matches(e -> e.reason() == Reason.APP_SOCKET_NOT_A_SOCKET);
    }

    @Test
    void aSocketAndAnAbstractNamePass() throws IOException {
        Path path = directory.resolve("default");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            assertThatCode(() -> AppSocket.check(path.toString())).doesNotThrowAnyException();
        }
        assertThatCode(() -> AppSocket.check("abstract:vpp/session")).doesNotThrowAnyException();
    }
}
