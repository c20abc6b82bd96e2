/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.config.KernelDestinations;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The transport of a client's connection to an address, where the client does not hand out its channels. */
@Component
@Profile("chain")
class ClientTransports {

    private final VclStatus status;
    private final VclClientReport report;
    private final KernelDestinations configured;

    ClientTransports(VclStatus status, VclClientReport report, ObjectProvider<KernelDestinations> configured) {
        this.status = status;
        this.report = report;
        this.configured = configured.getIfAvailable(() -> KernelDestinations.NONE);
    }

    VclTransport of(KnownClient client, @Nullable SocketAddress remote) {
        boolean isVcl = report.client(client).transport() == Transport.VCL;
        return isVcl && !isLeftToKernel(remote) ? VclTransport.VCL : VclTransport.KERNEL;
    }

    private boolean isLeftToKernel(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress address
                && !address.isUnresolved()
                && destinations().contains(address);
    }

    /** VPP does not reach the host's loopback. */
    private KernelDestinations destinations() {
        VclApplication application = status.application().orElse(null);
        return application != null && application.library().needsVpp() ? configured.andLoopback() : configured;
    }
}
