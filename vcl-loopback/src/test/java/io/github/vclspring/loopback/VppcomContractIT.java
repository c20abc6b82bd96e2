/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vpptest.NamespaceTests;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.VppTest;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contract that the loopback is held to, held against the real libvppcom on a real VPP, with the kernel as the peer. */
@VppTest
class VppcomContractIT {

    @TestFactory
    Stream<DynamicTest> libvppcomKeepsTheContract(PrivateVpp vpp) {
        return new NamespaceTests(vpp)
                .run(
                        Duration.ofMinutes(3),
                        VppcomContractIT.class.getPackageName(),
                        System.getProperty("contract.classes", ".*ContractOnVpp"));
    }

    @TestFactory
    Stream<DynamicTest> aProcessAttachesAgain(PrivateVpp vpp) {
        return new NamespaceTests(vpp)
                .run(Duration.ofMinutes(1), VppcomContractIT.class.getPackageName(), ".*\\.AttachAgainOnVpp");
    }
}
