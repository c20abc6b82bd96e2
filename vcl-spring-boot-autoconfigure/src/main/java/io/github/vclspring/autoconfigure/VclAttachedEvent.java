/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import java.io.Serial;
import java.time.Duration;
import org.springframework.context.ApplicationEvent;

/**
 * Published when all workers have re-attached to VPP. Servers listen again, or will once VPP's interfaces have their
 * addresses; readiness waits for that. Follows a {@link VclDetachedEvent} on the same thread. Not published for the
 * first attachment, at start.
 */
public final class VclAttachedEvent extends ApplicationEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration detachedFor;

    /** Creates an event for the process's application, which was detached for the given time. */
    public VclAttachedEvent(VclApplication source, Duration detachedFor) {
        super(source);
        this.detachedFor = detachedFor;
    }

    /** Returns the application that re-attached. */
    public VclApplication getApplication() {
        return (VclApplication) getSource();
    }

    /** Returns the time from the first worker's notice that VPP stopped to the last worker's re-attachment. */
    public Duration getDetachedFor() {
        return detachedFor;
    }
}
