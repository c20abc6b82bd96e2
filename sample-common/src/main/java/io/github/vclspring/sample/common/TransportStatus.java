/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.common;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.autoconfigure.VclStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a page says of the application's transport.
 *
 * @param source {@code vpp}, {@code loopback}, or {@code kernel} where VCL is not in use
 * @param release of libvppcom
 */
public record TransportStatus(
        VclStatus.State state,
        Instant since,
        String source,
        @Nullable String release) {

    /** The status now. */
    public static TransportStatus of(VclStatus status) {
        return new TransportStatus(
                status.state(),
                status.since(),
                status.application().map(TransportStatus::source).orElse("kernel"),
                status.application()
                        .flatMap(application -> application.library().release())
                        .map(Object::toString)
                        .orElse(null));
    }

    private static String source(VclApplication application) {
        return application.library().needsVpp() ? "vpp" : "loopback";
    }
}
