/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.github.vclspring.vpptest.NamespaceTests;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** Where the contract of libvppcom finds the real one: in the JVM that {@link VppcomContractIT} starts. */
final class VppcomOnVpp {

    private VppcomOnVpp() {}

    static VppcomLibrary library() {
        String path = System.getProperty(NamespaceTests.LIBRARY_PATH);
        return Vcl.load(Vcl.VPP, path == null ? null : Path.of(path));
    }

    static String configuration() {
        return "  app-socket-api " + System.getProperty(NamespaceTests.APP_SOCKET) + "\n";
    }

    /** The address that a system property holds. */
    static InetAddress address(String property) {
        try {
            return InetAddress.getByName(System.getProperty(property));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
