/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclConfig;
import io.github.vclspring.channel.KernelDestinations;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.VppcomLibrary;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.AbstractFactoryBean;

/**
 * Creates the event loops, and disposes of them when the context is closed: after everything that depends on them, also
 * when the context failed before its lifecycle began, and waiting until they are gone.
 */
final class VclLoopResourcesFactoryBean extends AbstractFactoryBean<VclLoopResources> {

    private static final String THREAD_PREFIX = "reactor-http";

    private final VclConfig config;
    private final VppcomLibrary library;
    private final KernelDestinations kernelDestinations;
    private final ShutdownPeriods shutdown;
    private final VclAttachmentEvents events;

    VclLoopResourcesFactoryBean(
            VclConfig config,
            VppcomLibrary library,
            KernelDestinations kernelDestinations,
            ShutdownPeriods shutdown,
            VclAttachmentEvents events) {
        this.events = events;
        this.config = config;
        this.library = library;
        this.kernelDestinations = kernelDestinations;
        this.shutdown = shutdown;
    }

    @Override
    public Class<?> getObjectType() {
        return VclLoopResources.class;
    }

    @Override
    protected VclLoopResources createInstance() {
        VclLoopResources loopResources = VclLoopResources.create(THREAD_PREFIX, config, library, kernelDestinations);
        events.follow(loopResources.application());
        return loopResources;
    }

    @Override
    protected void destroyInstance(@Nullable VclLoopResources loopResources) {
        if (loopResources != null) {
            loopResources
                    .disposeLater(shutdown.quietPeriod(), shutdown.timeout())
                    .block();
        }
    }
}
