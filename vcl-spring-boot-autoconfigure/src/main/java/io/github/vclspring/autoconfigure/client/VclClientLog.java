/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Logs the transport of each client that is present, when the application has started. */
final class VclClientLog implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(VclClientReport.class);

    private final VclClientReport report;
    private final VclStatus status;

    VclClientLog(VclClientReport report, VclStatus status) {
        this.report = report;
        this.status = status;
    }

    @Override
    public void afterSingletonsInstantiated() {
        switch (status.state()) {
            // VCL is off on purpose, and a fallback has its own warning
            case DISABLED, FALLBACK, UNUSED -> {}
            default -> log();
        }
    }

    private void log() {
        Map<KnownClient, VclClient> present = new EnumMap<>(KnownClient.class);
        for (KnownClient client : KnownClient.values()) {
            VclClient row = report.client(client);
            if (row.transport() != Transport.ABSENT) {
                present.put(client, row);
            }
        }
        LOG.info(
                "Over VCL: {}. Over the kernel: {}",
                list(present, true, VclClient::name),
                list(present, false, row -> row.name() + " (" + row.reason() + ")"));
        present.forEach((client, row) -> {
            if (report.isSurprising(client, row)) {
                LOG.warn("{} uses the kernel, not VCL: {}.", row.name(), row.reason());
            }
        });
    }

    private static String list(Map<KnownClient, VclClient> present, boolean byVcl, Function<VclClient, String> text) {
        return present.values().stream()
                .filter(row -> (row.transport() == Transport.VCL) == byVcl)
                .map(text)
                .reduce((a, b) -> a + ", " + b)
                .orElse("nothing");
    }
}
