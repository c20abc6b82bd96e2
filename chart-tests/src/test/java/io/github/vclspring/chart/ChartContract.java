/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart promises, under every release of Helm. */
abstract class ChartContract {

    private static final Set<String> RESTRICTED_VOLUMES =
            Set.of("configMap", "emptyDir", "secret", "projected", "downwardAPI", "persistentVolumeClaim", "csi");

    abstract Helm helm();

    /** Whether the test pod, which is a hook, is among what {@link Helm#template} renders. */
    abstract boolean rendersHooks();

    @Test
    void lintsStrictly() {
        assertThat(helm().lint()).doesNotContain("[WARNING]").doesNotContain("[ERROR]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"calico", "hostPath", "loopback"})
    void rendersEachModeAsItsGoldenFileHasIt(String mode) {
        String gid = mode.equals("hostPath") ? "hostPath: {gid: 1500}" : "";
        String rendered = helm().template("mode: " + mode + "\n" + gid).strip() + "\n";
        Path golden = Chart.golden(mode.toLowerCase(Locale.ROOT) + ".yaml");
        if (Chart.UPDATE && rendersHooks()) {
            Chart.write(golden, rendered);
        }
        List<JsonObject> expected = Manifests.of(Chart.read(golden)).all().stream()
                .filter(manifest -> rendersHooks() || !Manifests.kind(manifest).equals("Pod"))
                .toList();
        assertThat(Manifests.of(rendered).all())
                .as("%s; -Dupdate=true writes it, with Helm 4", golden.getFileName())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("values")
    void rendersWhatKubernetesTakes(String values) throws IOException {
        Manifests manifests = Manifests.of(helm().template(values));
        manifests.requireValid();
        manifests
                .podSpecs()
                .forEach(pod -> requireRestricted(pod, values.contains("hostPath") || values.contains("source: host")));
        requireReferences(manifests);
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void refusesWrongValuesAndSaysWhatIsWrong(String values, String message) {
        assertThatThrownBy(() -> helm().template(values))
                .isInstanceOf(Helm.Refused.class)
                .hasMessageContaining(message);
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> helm().template("{mode: hostPath, management: {port: 8080}, vcl: {heapsize: 4GB}}"))
                .hasMessageContaining("3 wrong:")
                .hasMessageContaining("hostPath.gid")
                .hasMessageContaining("management.port")
                .hasMessageContaining("vcl.heapsize");
    }

    @Test
    void readinessFollowsVppUnlessTheValuesSayOtherwise() {
        assertThat(readiness("{}")).isEqualTo("readinessState,vcl");
        assertThat(readiness("{vcl: {reattach: {refuseTraffic: false}}}")).isEqualTo("readinessState");
    }

    private String readiness(String values) {
        JsonObject application = application(Manifests.of(helm().template(values)));
        return Chart.at(application, "management.endpoint.health.group.readiness.include")
                .getAsString();
    }

    @Test
    void carriesTheDashboardsForGrafana() {
        Map<String, String> files = Chart.files("dashboards", ".json");
        List<JsonObject> maps = Manifests.of(helm().template("{dashboard: {enabled: true}}"))
                .ofKind("ConfigMap")
                .filter(map ->
                        Chart.at(map, "metadata.labels").getAsJsonObject().has("grafana_dashboard"))
                .map(map -> map.getAsJsonObject("data"))
                .toList();
        assertThat(files).isNotEmpty();
        assertThat(maps).singleElement().satisfies(data -> {
            assertThat(data.keySet()).isEqualTo(files.keySet());
            files.forEach((name, text) ->
                    assertThat(data.get(name).getAsString().strip()).isEqualTo(text.strip()));
        });
    }

    @Test
    void restartsPodsWhenTheirConfigurationChanges() {
        assertThat(checksum("{vcl: {rxFifoSize: 256KB}}"))
                .isNotEqualTo(checksum("{}"))
                .isEqualTo(checksum("{vcl: {rxFifoSize: 256KB}, replicaCount: 4}"));
    }

    private String checksum(String values) {
        JsonObject deployment = Manifests.of(helm().template(values)).one("Deployment");
        return Chart.at(deployment, "spec.template.metadata.annotations")
                .getAsJsonObject()
                .get("checksum/config")
                .getAsString();
    }

    /** The Pod Security Standard "restricted", and a read-only root file system. */
    private static void requireRestricted(JsonObject pod, boolean hostPath) {
        assertThat(Chart.at(pod, "securityContext.runAsNonRoot").getAsBoolean()).isTrue();
        assertThat(Chart.at(pod, "securityContext.runAsUser").getAsLong()).isPositive();
        assertThat(Chart.at(pod, "securityContext.seccompProfile.type").getAsString())
                .isEqualTo("RuntimeDefault");
        assertThat(Chart.at(pod, "automountServiceAccountToken").getAsBoolean()).isFalse();
        assertThat(pod.keySet()).doesNotContain("hostNetwork", "hostPID", "hostIPC");
        containers(pod).forEach(container -> {
            JsonObject context = container.getAsJsonObject("securityContext");
            assertThat(context.get("allowPrivilegeEscalation").getAsBoolean()).isFalse();
            assertThat(context.get("readOnlyRootFilesystem").getAsBoolean()).isTrue();
            assertThat(Chart.at(context, "capabilities.drop.0").getAsString()).isEqualTo("ALL");
            assertThat(Chart.at(context, "capabilities").getAsJsonObject().keySet())
                    .containsExactly("drop");
        });
        elements(pod, "volumes").forEach(volume -> {
            Set<String> kind = new HashSet<>(volume.keySet());
            kind.remove("name");
            assertThat(kind).hasSize(1);
            assertThat((hostPath && kind.contains("hostPath")) || RESTRICTED_VOLUMES.containsAll(kind))
                    .as("volume %s", volume)
                    .isTrue();
        });
    }

    /** Names lead to what has them. */
    private static void requireReferences(Manifests manifests) {
        JsonObject deployment = manifests.one("Deployment");
        JsonObject labels =
                Chart.at(deployment, "spec.template.metadata.labels").getAsJsonObject();
        JsonObject pod = Chart.at(deployment, "spec.template.spec").getAsJsonObject();
        assertThat(labels.entrySet())
                .containsAll(Chart.at(deployment, "spec.selector.matchLabels")
                        .getAsJsonObject()
                        .entrySet());
        Set<String> ports = new HashSet<>();
        containers(pod)
                .flatMap(container -> elements(container, "ports"))
                .forEach(port -> ports.add(port.get("name").getAsString()));
        manifests.ofKind("Service").forEach(service -> {
            assertThat(labels.entrySet())
                    .containsAll(
                            Chart.at(service, "spec.selector").getAsJsonObject().entrySet());
            elements(service.getAsJsonObject("spec"), "ports")
                    .forEach(port ->
                            assertThat(ports).contains(port.get("targetPort").getAsString()));
        });
        Set<String> volumes = new HashSet<>();
        elements(pod, "volumes")
                .forEach(volume -> volumes.add(volume.get("name").getAsString()));
        containers(pod)
                .flatMap(container -> elements(container, "volumeMounts"))
                .forEach(mount -> assertThat(volumes).contains(mount.get("name").getAsString()));
        // asked every two seconds from the start on
        long startup =
                2 * Chart.at(pod, "containers.0.startupProbe.failureThreshold").getAsLong();
        assertThat(Chart.at(deployment, "spec.progressDeadlineSeconds").getAsLong())
                .isGreaterThan(startup);
        JsonObject application = application(manifests);
        String attach = Chart.at(application, "vcl.attach.timeout").getAsString();
        assertThat(Duration.ofSeconds(startup)).isGreaterThan(Duration.parse("PT" + attach));
        long grace = Chart.at(pod, "terminationGracePeriodSeconds").getAsLong();
        long preStop =
                Chart.at(pod, "containers.0.lifecycle.preStop.sleep.seconds").getAsLong();
        String drain = Chart.at(application, "spring.lifecycle.timeout-per-shutdown-phase")
                .getAsString();
        assertThat(grace).isGreaterThan(preStop + Long.parseLong(drain.replace("s", "")));
    }

    /** The application.yml of the ConfigMap. */
    static JsonObject application(Manifests manifests) {
        return Manifests.parse(manifests.data("application.yml"));
    }

    private static Stream<JsonObject> containers(JsonObject pod) {
        return Stream.concat(elements(pod, "containers"), elements(pod, "initContainers"));
    }

    private static Stream<JsonObject> elements(JsonObject object, String name) {
        JsonElement list = object.get(name);
        return list instanceof JsonArray array
                ? StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsJsonObject)
                : Stream.empty();
    }
}
