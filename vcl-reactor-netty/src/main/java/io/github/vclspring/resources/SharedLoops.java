/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.resources;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.netty.resources.LoopResources;

/** The process's one set of VCL loops, counted by its users. */
final class SharedLoops {

    private static final Object LOCK = new Object();
    private static @Nullable SharedLoops current;

    private final VclApplication application;
    private final VclEventLoopGroup group;
    private final EventLoopGroup colocated;
    private int users = 1;

    private SharedLoops(VclApplication application, String threadPrefix) {
        this.application = application;
        group = new VclEventLoopGroup(application, new LoopThreadFactory(threadPrefix));
        colocated = LoopResources.colocate(group);
        StallWatchdog.start(group, application.workers(), application.config().stallThreshold());
    }

    static SharedLoops acquire(String threadPrefix, VclConfig config, VppcomLibrary library) {
        synchronized (LOCK) {
            // refuses another configuration, and waits for loops that are about to end
            VclApplication application = VclApplication.acquire(config, library);
            SharedLoops loops = current;
            if (loops != null) {
                // they hold a claim of their own
                application.release();
                loops.users++;
                return loops;
            }
            try {
                loops = new SharedLoops(application, threadPrefix);
            } catch (Throwable t) {
                application.release();
                throw t;
            }
            current = loops;
            return loops;
        }
    }

    VclApplication application() {
        return application;
    }

    VclEventLoopGroup group() {
        return group;
    }

    EventLoopGroup colocated() {
        return colocated;
    }

    /** Stops the loops if this was the last user; the application ends with the last loop. */
    Mono<Void> release(Duration quietPeriod, Duration timeout) {
        synchronized (LOCK) {
            if (--users > 0) {
                return Mono.empty();
            }
            current = null;
            application.release();
        }
        group.shutdownGracefully(quietPeriod.toMillis(), timeout.toMillis(), TimeUnit.MILLISECONDS);
        return Mono.<Void>create(sink -> group.terminationFuture().addListener(terminated -> sink.success()))
                .timeout(
                        timeout.plus(timeout),
                        Mono.error(() -> new IllegalStateException("The event loops did not stop within " + timeout)));
    }

    /** Threads on which Reactor refuses to block. */
    private static final class LoopThreadFactory implements ThreadFactory {

        private final String prefix;
        private final AtomicInteger counter = new AtomicInteger();

        LoopThreadFactory(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public Thread newThread(Runnable task) {
            return new LoopThread(task, prefix + "-vcl-" + counter.incrementAndGet());
        }
    }

    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {

        LoopThread(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }
}
