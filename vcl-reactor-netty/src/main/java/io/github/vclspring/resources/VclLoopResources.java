/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.resources;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclConfig;
import io.github.vclspring.vppcom.VppcomLibrary;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** Stands in until the transport is here: kernel loops, and an application whose workers are registered. */
public final class VclLoopResources implements LoopResources {

    private final LoopResources loops;
    private final VclApplication application;

    private VclLoopResources(LoopResources loops, VclApplication application) {
        this.loops = loops;
        this.application = application;
    }

    /** Creates them. */
    public static VclLoopResources create(String threadPrefix, VclConfig config, VppcomLibrary library) {
        VclApplication application = VclApplication.acquire(config, library);
        try {
            while (application.workers().size() < config.workers()) {
                application.registerWorker();
            }
        } catch (RuntimeException e) {
            application.workers().forEach(worker -> worker.stop());
            application.release();
            throw e;
        }
        return new VclLoopResources(LoopResources.create(threadPrefix, config.workers(), true), application);
    }

    /** The application. */
    public VclApplication application() {
        return application;
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loops.onServer(useNative);
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return loops.disposeLater(quietPeriod, timeout).then(Mono.fromRunnable(() -> {
            application.workers().forEach(worker -> worker.stop());
            application.release();
        }));
    }
}
