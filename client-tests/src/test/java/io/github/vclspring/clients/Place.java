/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import io.github.vclspring.vpptest.NamespaceTests;
import java.util.ArrayList;
import java.util.List;

/** Where the tests run: on the loopback, or in the namespace of a VPP whose wire leads to the kernel's servers. */
final class Place {

    private static final String APP_SOCKET = System.getProperty(NamespaceTests.APP_SOCKET);

    private Place() {}

    static boolean isVpp() {
        return APP_SOCKET != null;
    }

    /** Address of the kernel's servers, which VCL reaches. */
    static String kernel() {
        return isVpp() ? System.getProperty(NamespaceTests.KERNEL_ADDRESS) : "127.0.0.1";
    }

    /** Address of the servers that listen over VCL, which the kernel reaches. */
    static String vcl() {
        return isVpp() ? System.getProperty(NamespaceTests.VPP_ADDRESS) : "127.0.0.1";
    }

    static List<String> properties() {
        List<String> properties = new ArrayList<>(List.of(
                "--vcl.worker.count=2",
                "--spring.reactor.netty.shutdown-quiet-period=0s",
                "--server.port=0",
                "--spring.main.banner-mode=off"));
        if (isVpp()) {
            properties.add("--vcl.app-socket-api=" + APP_SOCKET);
            String library = System.getProperty(NamespaceTests.LIBRARY_PATH);
            if (library != null) {
                properties.add("--vcl.library-path=" + library);
            }
        } else {
            properties.add("--vcl.mode=loopback");
        }
        return properties;
    }
}
