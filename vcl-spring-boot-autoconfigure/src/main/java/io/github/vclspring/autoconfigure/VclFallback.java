/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclAttachException;
import io.github.vclspring.vppcom.library.VppcomUnavailableException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records whether, and why, this context runs over the kernel because it could not attach to VPP. A fallback lasts
 * until the application is restarted. Thread-safe.
 */
public final class VclFallback {

    private static final Logger LOG = LoggerFactory.getLogger(VclAutoConfiguration.class);

    private final boolean allowed;
    private volatile @Nullable RuntimeException cause;
    private volatile @Nullable Instant since;

    VclFallback(boolean allowed) {
        this.allowed = allowed;
    }

    /** Returns why attaching to VPP failed; empty while VCL is in use. */
    public Optional<Throwable> cause() {
        return Optional.ofNullable(cause);
    }

    /** Returns when the fallback began; empty while VCL is in use. */
    public Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /** Falls back if that is allowed and VPP or its library is unavailable. Misconfiguration is not hidden. */
    boolean tryActivate(Throwable failure) {
        RuntimeException reason = allowed ? reason(failure) : null;
        if (reason == null) {
            return false;
        }
        cause = reason;
        since = Instant.now();
        LOG.warn(
                "Reactor Netty runs over the KERNEL, not over VPP, until this application is restarted"
                        + " (vcl.attach.on-failure=fallback). {}. {}",
                reason.getMessage(),
                remedy(reason));
        return true;
    }

    private static @Nullable RuntimeException reason(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof VppcomUnavailableException unavailable) {
                return unavailable.reason().allowsFallback() ? unavailable : null;
            }
            if (t instanceof VclAttachException refused) {
                return refused.reason().allowsFallback() ? refused : null;
            }
        }
        return null;
    }

    private static String remedy(RuntimeException reason) {
        return (reason instanceof VclAttachException refused)
                ? refused.remedy()
                : ((VppcomUnavailableException) reason).remedy();
    }
}
