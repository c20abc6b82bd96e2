/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.eventloop.VclSessionInfo;
import io.github.vclspring.resources.VclLoopResources;
import java.time.Duration;
import org.springframework.context.ApplicationContext;

/** VCL's own list of sessions, for clients that make their channels themselves. */
final class Sessions {

    private Sessions() {}

    static long to(ApplicationContext context, int port) {
        VclEventLoopGroup group =
                (VclEventLoopGroup) context.getBean(VclLoopResources.class).onServer(true);
        try {
            return group.sessions(0, 1000, Duration.ofSeconds(10)).sessions().stream()
                    .map(VclSessionInfo::remote)
                    .filter(remote -> remote != null && remote.getPort() == port)
                    .count();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
