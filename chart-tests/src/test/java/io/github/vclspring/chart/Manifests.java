/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.util.ModelMapper;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What a chart was rendered to. */
record Manifests(List<JsonObject> all) {

    /** APIs that are not Kubernetes' own, and have no model here. */
    private static final Set<String> FOREIGN = Set.of("gateway.networking.k8s.io/v1", "monitoring.coreos.com/v1");

    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    static Manifests of(String yaml) {
        LoaderOptions options = new LoaderOptions();
        // two values under one name: the first would be lost silently
        options.setAllowDuplicateKeys(false);
        org.yaml.snakeyaml.Yaml parser = new org.yaml.snakeyaml.Yaml(new SafeConstructor(options));
        List<JsonObject> all = new ArrayList<>();
        for (Object document : parser.loadAll(yaml)) {
            if (document != null) {
                all.add(GSON.toJsonTree(document).getAsJsonObject());
            }
        }
        return new Manifests(all);
    }

    static JsonObject parse(String yaml) {
        return of(yaml).all().get(0);
    }

    Stream<JsonObject> ofKind(String kind) {
        return all.stream().filter(manifest -> kind(manifest).equals(kind));
    }

    JsonObject one(String kind) {
        List<JsonObject> found = ofKind(kind).toList();
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " of kind " + kind);
        }
        return found.get(0);
    }

    /** A file of the ConfigMap that has it. */
    String data(String file) {
        return ofKind("ConfigMap")
                .map(map -> map.getAsJsonObject("data"))
                .filter(data -> data.has(file))
                .map(data -> data.get(file).getAsString())
                .findFirst()
                .orElseThrow();
    }

    static String kind(JsonObject manifest) {
        return manifest.get("kind").getAsString();
    }

    /** Insists that Kubernetes knows every field, that none which it needs is missing, and that each is of its type. */
    void requireValid() throws IOException {
        for (JsonObject manifest : all) {
            String apiVersion = manifest.get("apiVersion").getAsString();
            if (FOREIGN.contains(apiVersion)) {
                continue;
            }
            Class<?> model = ModelMapper.getApiTypeClass(apiVersion, kind(manifest));
            if (model == null) {
                throw new IllegalArgumentException("Kubernetes has no " + kind(manifest) + " in " + apiVersion);
            }
            try {
                model.getMethod("validateJsonElement", JsonElement.class).invoke(null, manifest);
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException(kind(manifest) + ": " + e.getCause(), e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
            Yaml.load(GSON.toJson(manifest));
        }
    }

    /** Specifications of pods: a Deployment's and the test's. */
    List<JsonObject> podSpecs() {
        return Stream.concat(
                        ofKind("Deployment").map(deployment -> Chart.at(deployment, "spec.template.spec")),
                        ofKind("Pod").map(pod -> pod.get("spec")))
                .map(JsonElement::getAsJsonObject)
                .toList();
    }
}
