/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of Reactor Netty's transport, as shown by health, metrics and the endpoint. Reads only fields that the
 * workers publish and makes no native calls, so it may be used on any thread.
 */
public final class VclStatus {

    /** The state of Reactor Netty's transport. */
    public enum State {
        /** Workers are being registered with VPP. */
        STARTING,
        /** All workers are attached to VPP, or to the loopback. */
        ATTACHED,
        /** VPP has stopped, and the application tries to re-attach. */
        DETACHED,
        /** Some of the workers have re-attached. */
        REATTACHING,
        /** VPP could not be attached to at start, and everything runs over the kernel instead. */
        FALLBACK,
        /** {@code vcl.enabled} is false, and everything runs over the kernel. */
        DISABLED,
        /** VCL is enabled, but nothing uses its event loops. */
        UNUSED,
        /** The application was destroyed. */
        CLOSED
    }

    private final Supplier<Optional<VclApplication>> application;
    private final @Nullable VclFallback fallback;
    private final boolean enabled;
    private final Instant created = Instant.now();

    /**
     * Creates the status of an application, if there is one.
     *
     * @param fallback records whether the application has fallen back to the kernel
     * @param enabled whether VCL is enabled
     */
    public VclStatus(Supplier<Optional<VclApplication>> application, @Nullable VclFallback fallback, boolean enabled) {
        this.application = application;
        this.fallback = fallback;
        this.enabled = enabled;
    }

    /** Returns the application; empty if VCL is disabled or unused, or after a fallback to the kernel. */
    public Optional<VclApplication> application() {
        return enabled && fallbackCause().isEmpty() ? application.get() : Optional.empty();
    }

    /** Returns the cause of a fallback to the kernel, if there was one. */
    public Optional<Throwable> fallbackCause() {
        VclFallback kernel = fallback;
        return (kernel != null) ? kernel.cause() : Optional.empty();
    }

    /** Returns the current state. */
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

    /** Returns when the current state began. */
    public Instant since() {
        VclFallback kernel = fallback;
        return application()
                .map(VclApplication::since)
                .or(() -> (kernel != null) ? kernel.since() : Optional.empty())
                .orElse(created);
    }
}
