/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import java.io.Serial;
import java.time.Duration;
import org.springframework.context.ApplicationEvent;

/**
 * VPP is back, and all workers are attached anew; servers listen again, or will once VPP's interfaces have their
 * addresses, for which readiness waits. Follows a {@link VclDetachedEvent} on the same thread. The first attachment, at start, has no event.
 */
public final class VclAttachedEvent extends ApplicationEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration detachedFor;

    /** An event about the process's application, which was detached for that long. */
    public VclAttachedEvent(VclApplication source, Duration detachedFor) {
        super(source);
        this.detachedFor = detachedFor;
    }

    /** The application that is attached again. */
    public VclApplication getApplication() {
        return (VclApplication) getSource();
    }

    /** Time from the first worker that noticed VPP's end to the last that was attached again. */
    public Duration getDetachedFor() {
        return detachedFor;
    }
}
