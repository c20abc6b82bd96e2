/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/** The chart under Helm 4. */
@NeedsHelm4
class Helm4ChartTests extends ChartContract {

    /** A program takes longer to start than a library to be called. */
    static Stream<String> values() {
        return GoodValues.eachOnce();
    }

    static Stream<Arguments> wrongValues() {
        return WrongValues.some();
    }

    @Override
    Helm4 helm() {
        return Helm4.find().orElseThrow();
    }

    @Override
    boolean rendersHooks() {
        return true;
    }

    @Test
    void makesAServiceMonitorOnlyWhereThatApiIs() {
        String values = "{serviceMonitor: {enabled: true, labels: {release: prometheus}}}";
        assertThat(Manifests.of(helm().template(values)).ofKind("ServiceMonitor"))
                .isEmpty();
        Manifests manifests =
                Manifests.of(helm().withApiVersions("monitoring.coreos.com/v1").template(values));
        JsonObject monitor = manifests.one("ServiceMonitor");
        JsonObject selected = Chart.at(monitor, "spec.selector.matchLabels").getAsJsonObject();
        assertThat(manifests
                        .ofKind("Service")
                        .filter(service -> Chart.at(service, "metadata.labels")
                                .getAsJsonObject()
                                .entrySet()
                                .containsAll(selected.entrySet())))
                .singleElement()
                .satisfies(service -> assertThat(Chart.at(service, "spec.ports.0.name"))
                        .isEqualTo(Chart.at(monitor, "spec.endpoints.0.port")));
    }
}
