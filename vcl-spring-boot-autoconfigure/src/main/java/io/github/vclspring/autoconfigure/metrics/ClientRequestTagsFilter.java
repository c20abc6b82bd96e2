/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

/**
 * {@link ObservationFilter} that adds to {@code http.client.requests} the stack that carried the request, as the tags
 * {@code transport} and {@code worker}. A filter runs after the convention, and so a convention's own tags win.
 */
final class ClientRequestTagsFilter implements ObservationFilter {

    @Override
    public Observation.Context map(Observation.Context context) {
        RequestConnection connection = context.get(RequestConnection.class);
        if (connection != null) {
            for (KeyValue tag : RequestTags.of(connection.get())) {
                if (context.getLowCardinalityKeyValue(tag.getKey()) == null) {
                    context.addLowCardinalityKeyValue(tag);
                }
            }
        }
        return context;
    }
}
