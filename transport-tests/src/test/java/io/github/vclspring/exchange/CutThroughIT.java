/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.VppTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections of all kinds between two JVMs, over VPP by cut-through and over its wire: none hangs, and no byte is lost or wrong. */
@VppTest
class CutThroughIT {

    private static final int SECONDS = 20;
    private static final int WIRE_SECONDS = 5;

    @Test
    @Timeout(900)
    void connectionsByCutThroughDoNotHang(PrivateVpp vpp) throws InterruptedException {
        String address = vpp.loopbackAddress();
        run(vpp, "VCL to VCL", SECONDS, ProgramStarter.vcl(vpp, address), ProgramStarter.vcl(vpp, address));
    }

    @Test
    @Timeout(900)
    void downloadsByCutThroughDoNotStall(PrivateVpp vpp) throws InterruptedException {
        ProgramStarter vcl = ProgramStarter.vcl(vpp, vpp.loopbackAddress());
        assertThat(DownloadRun.run(vcl, vcl))
                .as("complete, stalled and failed downloads")
                .isEqualTo(Downloads.COUNT + " 0 0");
    }

    @Test
    @Timeout(900)
    void connectionsOfTheKernelToVclDoNotHang(PrivateVpp vpp) throws InterruptedException {
        run(vpp, "kernel to VCL", WIRE_SECONDS, ProgramStarter.vcl(vpp, vpp.vppAddress()), ProgramStarter.kernel(vpp));
    }

    @Test
    @Timeout(900)
    void connectionsOfVclToTheKernelDoNotHang(PrivateVpp vpp) throws InterruptedException {
        run(vpp, "VCL to kernel", WIRE_SECONDS, ProgramStarter.kernel(vpp), ProgramStarter.vcl(vpp, vpp.vppAddress()));
    }

    private static void run(PrivateVpp vpp, String name, int seconds, ProgramStarter serving, ProgramStarter connecting)
            throws InterruptedException {
        new ExchangeRun(name, Settings.read(seconds), VppView.of(vpp)).run(serving, connecting);
    }
}
