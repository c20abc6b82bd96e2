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
 * Whether this context runs over the kernel because VPP could not be attached to, and why. It stays so until the
 * application is started anew. Safe to use from any thread.
 */
public final class VclFallback {

    private static final Logger LOG = LoggerFactory.getLogger(VclAutoConfiguration.class);

    private final boolean allowed;
    private volatile @Nullable RuntimeException cause;
    private volatile @Nullable Instant since;

    VclFallback(boolean allowed) {
        this.allowed = allowed;
    }

    /** Why VPP was not attached to; empty as long as VCL is in use. */
    public Optional<Throwable> cause() {
        return Optional.ofNullable(cause);
    }

    /** Since when. */
    public Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /** Falls back if that is allowed and VPP or its library is not there; a mistake is not hidden. */
    boolean tryActivate(Throwable failure) {
        RuntimeException reason = allowed ? reason(failure) : null;
        if (reason == null) {
            return false;
        }
        cause = reason;
        since = Instant.now();
        LOG.warn(
                "Reactor Netty runs over the KERNEL, not over VPP, until this application is started anew"
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
