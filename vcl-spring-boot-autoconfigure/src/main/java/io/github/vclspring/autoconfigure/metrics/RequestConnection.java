/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import io.github.vclspring.channel.VclConnection;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationView;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a client's request, kept in the context of its observation. An event loop sets it, and any thread
 * may stop the observation.
 */
final class RequestConnection {

    private volatile @Nullable VclConnection connection;

    private RequestConnection() {}

    /** Adds an empty one to the context of an observation. */
    static void attachTo(Observation.Context context) {
        context.put(RequestConnection.class, new RequestConnection());
    }

    /** Returns that of an observation, or of its nearest parent that has one; null if none has. */
    static @Nullable RequestConnection of(@Nullable ObservationView observation) {
        for (ObservationView current = observation;
                current != null;
                current = current.getContextView().getParentObservation()) {
            RequestConnection found = current.getContextView().get(RequestConnection.class);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Remembers what carries a channel now, because an observation outlives its connection. */
    void set(Channel channel) {
        connection = VclConnection.of(channel);
    }

    @Nullable
    VclConnection get() {
        return connection;
    }
}
