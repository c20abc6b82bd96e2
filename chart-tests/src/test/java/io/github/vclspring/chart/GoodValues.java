/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Values that must be rendered: each variant in each mode that allows it. */
final class GoodValues {

    static final List<String> MODES =
            List.of("{mode: calico}", "{mode: hostPath, hostPath: {gid: 1500}}", "{mode: loopback}");

    private static final List<String> VARIANTS = List.of(
            "replicaCount: 3",
            "image: {repository: 'example.test:5000/team/app', digest: 'sha256:" + "0a".repeat(32) + "'}",
            "imagePullSecrets: [{name: pull}]",
            "nameOverride: shop",
            "fullnameOverride: shop-frontend",
            "library: {source: init, init: {image: 'calicovpp/vclsidecar:v3.31.0'}, release: '25.10'}",
            "library: {source: host, host: {directory: /opt/vpp-libs}, release: '25.06.0'}",
            "vcl: {appName: shop, worker: {count: 8, spin: 50us}, useMqEventfd: false, appScopeLocal: true,"
                    + " preallocatedFifoPairs: 64, eventQueueSize: 16384, appTimeout: 30s, sessionTimeout: 1m,"
                    + " tlsEngine: 1, rxFifoSize: 4MB, client: {kernelDestinations: [10.0.0.0/8, '*.svc.cluster.local', 'fd00::/8', db]}, reattach: {interval: 1s}}",
            "vcl: {attach: {timeout: 10m, retryInterval: 2s}, worker: {stallThreshold: 0s},"
                    + " reattach: {refuseTraffic: false}}\nprobes: {startupSeconds: 700}",
            "vcl: {hugePage: true}\nresources: {limits: {hugepages-2Mi: 512Mi}}",
            "config: {spring: {application: {name: shop}}, management: {endpoint: {health: {show-details: always}}},"
                    + " logging: {level: {root: WARN}}}",
            "jvm: {heap: 1GB, options: [-XX:+UseZGC, '-Dfile=\"quoted\"']}",
            "extraEnv: [{name: VCL_DEBUG, value: '2'}, {name: P, valueFrom: {secretKeyRef: {name: s, key: k}}}]\n"
                    + "extraEnvFrom: [{secretRef: {name: more}}]",
            "extraVolumes: [{name: certs, secret: {secretName: certs}}]\n"
                    + "extraVolumeMounts: [{name: certs, mountPath: /certs, readOnly: true}]",
            "resources: {connections: 20000, requests: {cpu: 2}, limits: {cpu: '4'}}",
            "resources: {requests: {memory: 2Gi}}",
            "drainSeconds: 60\nterminationGracePeriodSeconds: 120",
            "podDisruptionBudget: {maxUnavailable: 25%}",
            "podDisruptionBudget: {enabled: false}",
            "autoscaling: {enabled: true}",
            "nodeSelector: {example.test/vpp: 'true'}\ntolerations: [{operator: Exists}]\npriorityClassName: high\n"
                    + "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms:"
                    + " [{matchExpressions: [{key: vpp, operator: Exists}]}]}}}",
            "topologySpreadConstraints: []",
            "topologySpreadConstraints: [{maxSkew: 2, topologyKey: zone, whenUnsatisfiable: DoNotSchedule,"
                    + " labelSelector: {matchLabels: {a: b}}}]",
            "serviceAccount: {create: false}",
            "serviceAccount: {name: own, annotations: {a: b}}",
            "podAnnotations: {cni.projectcalico.org/vppInterfacesSpec: '{}'}\npodLabels: {tier: web}",
            "service: {type: LoadBalancer, port: 8443, annotations: {a: b}}",
            "serviceMonitor: {enabled: true, labels: {release: prometheus}}\nprometheusRule: {enabled: true}",
            "dashboard: {enabled: true, annotations: {grafana_folder: VPP}}",
            "test: {path: '/api/greeting?name=x&y=z'}");

    /** Not in mode hostPath, where nothing of Kubernetes is on the way to the application. */
    private static final List<String> OF_POD_ADDRESSES = List.of(
            "ingress: {enabled: true, className: nginx, annotations: {a: b}, tls: [{secretName: t, hosts: [a.test]}],"
                    + " hosts: [{host: a.test, paths: [{path: /, pathType: Prefix}]}]}",
            "httpRoute: {enabled: true, parentRefs: [{name: gw, sectionName: http}], hostnames: [a.test],"
                    + " matches: [{path: {type: PathPrefix, value: /api}}]}",
            "vcl: {attach: {onFailure: fallback}}",
            "networkPolicy: {enabled: true}",
            "networkPolicy: {enabled: true, from: [{podSelector: {}}], managementFrom: [{namespaceSelector: {}}]}");

    private GoodValues() {}

    static Stream<String> all() {
        Stream<String> everywhere =
                MODES.stream().flatMap(mode -> VARIANTS.stream().map(variant -> with(mode, variant)));
        Stream<String> some = MODES.stream()
                .filter(mode -> !mode.contains("hostPath"))
                .flatMap(mode -> OF_POD_ADDRESSES.stream().map(variant -> with(mode, variant)));
        return Stream.of(MODES.stream(), everywhere, some).flatMap(values -> values);
    }

    /** Each mode and each variant at least once. */
    static Stream<String> eachOnce() {
        Stream<String> everywhere = IntStream.range(0, VARIANTS.size())
                .mapToObj(index -> with(MODES.get(index % MODES.size()), VARIANTS.get(index)));
        Stream<String> some = OF_POD_ADDRESSES.stream().map(variant -> with(MODES.get(0), variant));
        return Stream.of(MODES.stream(), everywhere, some).flatMap(values -> values);
    }

    private static String with(String mode, String variant) {
        String lines = mode.substring(1, mode.length() - 1).replace(", hostPath", "\nhostPath");
        return lines + "\n" + variant + "\n";
    }
}
