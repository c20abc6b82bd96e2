/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What Reactor Netty runs on, as health, metrics and the endpoint tell it. Reads fields that the workers left behind: safe
 * on any thread, and nothing native is called.
 */
public final class VclStatus {

    /** What Reactor Netty runs on. */
    public enum State {
        /** Workers are being registered with VPP. */
        STARTING,
        /** All workers are attached to VPP, or to the loopback. */
        ATTACHED,
        /** VPP is gone. */
        DETACHED,
        /** VPP is back for some of the workers. */
        REATTACHING,
        /** VPP could not be attached to at start, and the kernel serves instead. */
        FALLBACK,
        /** {@code vcl.enabled} is false: the kernel serves. */
        DISABLED,
        /** VCL is enabled, and nothing uses its event loops. */
        UNUSED,
        /** The application was destroyed. */
        CLOSED
    }

    private final Supplier<Optional<VclApplication>> application;
    private final @Nullable VclFallback fallback;
    private final boolean enabled;
    private final Instant created = Instant.now();

    /**
     * The status of an application, which may not be there.
     *
     * @param fallback tells whether the kernel stands in
     * @param enabled whether VCL is to be used at all
     */
    public VclStatus(Supplier<Optional<VclApplication>> application, @Nullable VclFallback fallback, boolean enabled) {
        this.application = application;
        this.fallback = fallback;
        this.enabled = enabled;
    }

    /** The application; empty if it is disabled or not used, or if the kernel stands in. */
    public Optional<VclApplication> application() {
        return enabled && fallbackCause().isEmpty() ? application.get() : Optional.empty();
    }

    /** Why the kernel stands in, if it does. */
    public Optional<Throwable> fallbackCause() {
        VclFallback kernel = fallback;
        return (kernel != null) ? kernel.cause() : Optional.empty();
    }

    /** What Reactor Netty runs on now. */
    public State state() {
        if (!enabled) {
            return State.DISABLED;
        }
        if (fallbackCause().isPresent()) {
            return State.FALLBACK;
        }
        return application
                .get()
                .map(present -> switch (present.state()) {
                    case STARTING -> State.STARTING;
                    case ATTACHED -> State.ATTACHED;
                    case DETACHED -> State.DETACHED;
                    case REATTACHING -> State.REATTACHING;
                    case CLOSED -> State.CLOSED;
                })
                .orElse(State.UNUSED);
    }

    /** Since when. */
    public Instant since() {
        VclFallback kernel = fallback;
        return application()
                .map(VclApplication::since)
                .or(() -> (kernel != null) ? kernel.since() : Optional.empty())
                .orElse(created);
    }
}
