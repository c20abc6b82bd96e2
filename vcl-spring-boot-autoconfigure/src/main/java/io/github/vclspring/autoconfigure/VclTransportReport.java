/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs at start which transport is in use, because nothing else shows it. */
final class VclTransportReport {

    private static final Logger LOG = LoggerFactory.getLogger(VclAutoConfiguration.class);

    private VclTransportReport() {}

    static void log(VclApplication application, boolean serves) {
        LOG.info(text(application, serves));
    }

    static String text(VclApplication application, boolean serves) {
        VppcomLibrary library = application.library();
        String verb = serves ? "serves" : "connects";
        String name = application.config().appName();
        int count = application.config().workers();
        String workers = count + (count == 1 ? " worker" : " workers");
        if (!library.needsVpp()) {
            return "Reactor Netty %s over the embedded loopback, which is kernel sockets: no VPP is involved; %s, app '%s'"
                    .formatted(verb, workers, name);
        }
        return "Reactor Netty %s over VPP (libvppcom %s, %s), %s, %s, app '%s'"
                .formatted(
                        verb,
                        library.release().map(Object::toString).orElse("of unknown release"),
                        library.location(),
                        workers,
                        application
                                .appSocket()
                                .map(socket -> "app socket " + socket)
                                .orElse("binary API"),
                        name);
    }
}
