/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The programs of {@link CutThroughIT} without a VPP: what fails there and not here is VPP's or the transport's. */
class ExchangeTests {

    private static final int SECONDS = 5;

    @Test
    @Timeout(900)
    void connectionsOverTheKernelDoNotHang() throws InterruptedException {
        run("kernel to kernel", Transport.Type.KERNEL, Transport.Type.KERNEL);
    }

    @Test
    @Timeout(900)
    void connectionsOverTheLoopbackDoNotHang() throws InterruptedException {
        run("loopback to loopback", Transport.Type.LOOPBACK, Transport.Type.LOOPBACK);
    }

    @Test
    @Timeout(900)
    void downloadsOverTheLoopbackDoNotStall() throws InterruptedException {
        ProgramStarter loopback = ProgramStarter.local(Transport.Type.LOOPBACK);
        assertThat(DownloadRun.run(loopback, loopback))
                .as("complete, stalled and failed downloads")
                .isEqualTo(Downloads.COUNT + " 0 0");
    }

    private static void run(String name, Transport.Type serving, Transport.Type connecting)
            throws InterruptedException {
        new ExchangeRun(name, Settings.read(SECONDS), VppView.NONE)
                .run(ProgramStarter.local(serving), ProgramStarter.local(connecting));
    }
}
