/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import java.io.Serial;
import org.springframework.context.ApplicationEvent;

/**
 * VPP is gone: its connections have ended, and none is made or accepted until it is back. Published on a thread of its
 * own, so that a listener may block: readiness does not wait for it, but later events do. It must not wait for the
 * {@link VclAttachedEvent}; the {@linkplain #getApplication() application} tells of VPP's return at any time.
 */
public final class VclDetachedEvent extends ApplicationEvent {

    @Serial
    private static final long serialVersionUID = 1L;

    /** An event about the process's application. */
    public VclDetachedEvent(VclApplication source) {
        super(source);
    }

    /** The application that lost VPP. */
    public VclApplication getApplication() {
        return (VclApplication) getSource();
    }
}
