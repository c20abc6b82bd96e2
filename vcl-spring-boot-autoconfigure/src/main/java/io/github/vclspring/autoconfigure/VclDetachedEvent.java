/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import java.io.Serial;
import org.springframework.context.ApplicationEvent;

/**
 * Published when the application is detached from VPP: its connections have ended, and none is made or accepted until
 * it re-attaches. Listeners run on a separate thread and may block: readiness does not wait for them, but later events
 * do. A listener must not wait for the {@link VclAttachedEvent}. It can query the state of the
 * {@linkplain #getApplication() application} instead.
 */
public final class VclDetachedEvent extends ApplicationEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates an event for the process's application. */
    public VclDetachedEvent(VclApplication source) {
        super(source);
    }

    /** Returns the application that was detached. */
    public VclApplication getApplication() {
        return (VclApplication) getSource();
    }
}
