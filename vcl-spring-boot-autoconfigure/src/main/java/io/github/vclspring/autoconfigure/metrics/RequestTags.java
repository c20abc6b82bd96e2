/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import io.github.vclspring.channel.VclConnection;
import io.micrometer.common.KeyValues;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The tags of a request, by the connection that carries it. */
final class RequestTags {

    private static final String NONE = "none";

    private RequestTags() {}

    /**
     * Returns the tags {@code transport} ({@code vcl} or {@code kernel}) and {@code worker} (an index). Both are
     * {@code none} where there is no connection, and the second one also over the kernel.
     */
    static KeyValues of(@Nullable VclConnection connection) {
        String transport = (connection != null) ? connection.transport().name().toLowerCase(Locale.ROOT) : NONE;
        String worker = (connection != null && connection.worker() >= 0) ? Integer.toString(connection.worker()) : NONE;
        return KeyValues.of("transport", transport, "worker", worker);
    }
}
