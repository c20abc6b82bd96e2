/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.config.KernelDestinations;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.AbstractFactoryBean;

/**
 * Creates the event loops, and disposes of them when the context is closed. Disposal follows that of everything that
 * depends on the loops, waits until they have ended, and also happens if the context failed before its lifecycle began.
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
            await(loopResources
                    .disposeLater(shutdown.quietPeriod(), shutdown.timeout())
                    .toFuture());
        }
    }

    /**
     * Waits despite interrupts, and always with a timeout: Spring's shutdown hook considers a thread that waits without
     * one to be stuck, interrupts it, and continues without it (AbstractApplicationContext, 7.0).
     */
    private static void await(Future<?> disposal) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    disposal.get(1, TimeUnit.SECONDS);
                    return;
                } catch (TimeoutException e) {
                    // keep waiting: the disposal has its own timeout
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
