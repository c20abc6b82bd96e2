/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The fixture over the loopback, with its faults. */
abstract class LoopbackFixture extends VppcomFixture {

    final LoopbackVppcomLibrary library = (LoopbackVppcomLibrary) Vcl.load(Vcl.LOOPBACK, null);
    final LoopbackFaults faults = library.faults();

    @BeforeEach
    void doNotSleep() {
        faults.detachSleep(Duration.ZERO);
    }

    @AfterEach
    void resetFaults() {
        faults.reset();
    }

    @Override
    VppcomLibrary library() {
        return library;
    }

    @Override
    InetAddress vppAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    InetAddress kernelAddress() {
        return InetAddress.getLoopbackAddress();
    }
}
