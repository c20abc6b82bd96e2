/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import io.github.vclspring.vpptest.NamespaceTests;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.VppTest;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The same tests in the namespace of a VPP: clients over VPP reach servers of the kernel, and the other way round. */
@VppTest
class ClientsOnVppIT {

    private static final String CLASSES =
            ".*\\.(Gateway|RestClient|RequestTags|Tls|Grpc|RSocket|R2dbc|Postgresql|Mongo|Lettuce|Rabbit)Tests";

    @TestFactory
    @Timeout(900)
    Stream<DynamicTest> clientsUseVpp(PrivateVpp vpp) {
        return new NamespaceTests(vpp)
                .run(
                        Duration.ofMinutes(14),
                        ClientsOnVppIT.class.getPackageName(),
                        System.getProperty("client.classes", CLASSES));
    }
}
