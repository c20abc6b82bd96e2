/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
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
    void carriesTheAlertsForPrometheus() {
        Manifests manifests = Manifests.of(helm().withApiVersions("monitoring.coreos.com/v1")
                .template("{prometheusRule: {enabled: true, labels: {release: prometheus}}}"));
        List<JsonElement> groups = new ArrayList<>();
        new TreeMap<>(Chart.files("rules", ".yaml"))
                .values()
                .forEach(text -> groups.addAll(
                        Manifests.parse(text).getAsJsonArray("groups").asList()));
        assertThat(groups).isNotEmpty();
        JsonObject rule = manifests.one("PrometheusRule");
        assertThat(Chart.at(rule, "metadata.labels.release").getAsString()).isEqualTo("prometheus");
        assertThat(Chart.at(rule, "spec.groups").getAsJsonArray().asList()).isEqualTo(groups);
    }

    @Test
    void tellsAfterAnInstallationWhatToLookAt() {
        assertThat(helm().notes("{mode: calico, networkPolicy: {enabled: true}, vcl: {attach: {onFailure: fallback}}}"))
                .contains("demo-vcl-webflux-app: mode calico, 1088Mi of memory per pod, 448 MiB of it shared with VPP.")
                .contains("deployment/demo-vcl-webflux-app", "helm test demo", "vclEnabled", "over the kernel until")
                .contains("guards the management port");
        assertThat(helm().notes("{mode: hostPath, hostPath: {gid: 1}, serviceMonitor: {enabled: true}}"))
                .contains("at the addresses of VPP", "nodeSelector", "There is neither ServiceMonitor");
        assertThat(helm().notes("{mode: hostPath, hostPath: {gid: 1}, nodeSelector: {vpp: 'true'}}"))
                .doesNotContain("nodeSelector", "ServiceMonitor");
        assertThat(helm().notes("{mode: loopback}"))
                .contains("640Mi", "Nothing here goes by VPP")
                .doesNotContain("shared with VPP");
    }

    @Test
    void makesAServiceMonitorOnlyWhereThatApiIs() {
        String values =
                "{serviceMonitor: {enabled: true, labels: {release: prometheus}}, prometheusRule: {enabled: true}}";
        Manifests without = Manifests.of(helm().template(values));
        assertThat(without.ofKind("ServiceMonitor")).isEmpty();
        assertThat(without.ofKind("PrometheusRule")).isEmpty();
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
