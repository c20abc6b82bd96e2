/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.diagnostics;

import io.github.vclspring.session.VclBindException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains why VPP refused to listen. Runs before Spring Boot's analyzer for a port in use, which looks for a process
 * of the host: the host's tools do not show VPP's listeners. Failures of the kernel or the loopback are left to Spring
 * Boot.
 */
@Order(0)
final class VclBindFailureAnalyzer extends AbstractFailureAnalyzer<VclBindException> {

    private final @Nullable Environment environment;

    VclBindFailureAnalyzer(@Nullable Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, VclBindException cause) {
        if (isLoopback()) {
            return null;
        }
        String action = switch (cause.reason()) {
            case ADDRESS_IN_USE ->
                "Look for who listens there with 'vppctl show app listeners', and stop it, or listen on another"
                        + " port. The host's tools, such as ss, do not show VPP's listeners.";
            case ADDRESS_NOT_AVAILABLE ->
                "Set server.address to an address that 'vppctl show interface address' shows, give VPP the address, or"
                        + " leave server.address out to listen at all of VPP's.";
            case REFUSED -> "Look at 'vppctl show interface address', 'vppctl show app listeners', and VPP's log.";
        };
        return new FailureAnalysis("VPP refused to listen. " + Sentences.of(cause.getMessage()), action, cause);
    }

    private boolean isLoopback() {
        String mode = (environment != null) ? environment.getProperty("vcl.mode", "") : "";
        return mode.toLowerCase(Locale.ROOT).equals("loopback");
    }
}
