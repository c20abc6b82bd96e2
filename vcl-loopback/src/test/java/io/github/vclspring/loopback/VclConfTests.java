/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VclConfTests {

    @TempDir
    private Path directory;

    private VclConf read(String text) throws IOException {
        return VclConf.read(
                Files.writeString(directory.resolve("vcl.conf"), text).toString());
    }

    @Test
    void whatTheTransportWritesIsRead() throws IOException {
        VclConf conf = read(VclConfig.builder()
                .workers(20)
                .set(VclOption.TX_FIFO_SIZE, 8192)
                .set(VclOption.RX_FIFO_SIZE, 4096)
                .set(VclOption.HEAPSIZE, 64L << 20)
                .set(VclOption.APP_SOCKET_API, "/run/vpp/app_ns_sockets/default")
                .set(VclOption.NAMESPACE_ID, "one")
                .set(VclOption.HUGE_PAGE, true)
                .build()
                .render());
        assertThat(conf.txFifoSize()).isEqualTo(8192);
        assertThat(conf.rxFifoSize()).isEqualTo(4096);
        assertThat(conf.maxWorkers()).isEqualTo(20);
        assertThat(conf.useMqEventfd()).isTrue();
    }

    @Test
    void withoutAFileVclsDefaultsHold() {
        VclConf conf = VclConf.read(null);
        assertThat(conf.txFifoSize()).isEqualTo(1 << 20);
        assertThat(conf.maxWorkers()).isEqualTo(16);
        assertThat(conf.useMqEventfd()).isFalse();
    }

    @Test
    void hexadecimalSizesAndCommentsAreRead() throws IOException {
        assertThat(read("# mine\nvcl {\n\n  # size\n  tx-fifo-size 0x1000\n}\n").txFifoSize())
                .isEqualTo(4096);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  no-such-option",
                "  tx-fifo-size 4m",
                "  tx-fifo-size",
                "  tx-fifo-size 4096 # four pages",
                "  use-mq-eventfd on",
                "  heapsize 256",
                "  app-socket-api /run/my socket",
            })
    void whatVclIgnoresOrMisreadsIsRefused(String line) {
        assertThatThrownBy(() -> read("vcl {\n" + line + "\n}\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vcl.conf:2");
    }

    @Test
    void aMissingFileOrBraceIsRefused() {
        assertThatThrownBy(() -> VclConf.read("/no/such/vcl.conf"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> read("vcl {\n")).hasMessageContaining("'}' is missing");
        assertThatThrownBy(() -> read("vcl { use-mq-eventfd }\n")).hasMessageContaining("expected 'vcl {'");
    }
}
