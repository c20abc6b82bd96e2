/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Values that must be refused, each with a part of the message. */
final class WrongValues {

    private WrongValues() {}

    static Stream<Arguments> all() {
        return Stream.of(
                // unknown
                wrong("{replicas: 3}", "additional properties 'replicas' not allowed"),
                wrong("{vcl: {rxFifoSizes: 1MB}}", "at '/vcl': additional properties 'rxFifoSizes' not allowed"),
                wrong("{vcl: {configFile: /etc/vpp/vcl.conf}}", "additional properties 'configFile' not allowed"),
                wrong("{vcl: {namespaceSecret: 1}}", "additional properties 'namespaceSecret' not allowed"),
                wrong("{hostNetwork: true}", "additional properties 'hostNetwork' not allowed"),
                // not one of
                wrong("{mode: dpdk}", "at '/mode': value must be one of 'calico', 'hostPath', 'loopback'"),
                wrong("{library: {source: download}}", "value must be one of 'image', 'init', 'host'"),
                wrong("{vcl: {attach: {onFailure: ignore}}}", "value must be one of 'fail', 'fallback'"),
                wrong("{vcl: {client: {transport: udp}}}", "value must be one of 'vcl', 'kernel'"),
                wrong("{image: {pullPolicy: Sometimes}}", "at '/image/pullPolicy': value must be one of"),
                // of the wrong form
                wrong("{vcl: {rxFifoSize: 4m}}", "at '/vcl/rxFifoSize': '4m' does not match pattern"),
                wrong("{vcl: {segmentSize: 268435456}}", "at '/vcl/segmentSize': got number, want string"),
                wrong("{vcl: {heapsize: 100KB}}", "at '/vcl/heapsize': '100KB' does not match pattern"),
                wrong("{vcl: {appTimeout: 500ms}}", "at '/vcl/appTimeout': '500ms' does not match pattern"),
                wrong("{vcl: {appName: my app}}", "at '/vcl/appName': 'my app' does not match pattern"),
                wrong(
                        "{vcl: {client: {kernelDestinations: ['http://db']}}}",
                        "at '/vcl/client/kernelDestinations/0': 'http://db' does not match pattern"),
                wrong("{library: {release: 26.06}}", "at '/library/release': got number, want string"),
                wrong("{library: {release: '26.05'}}", "at '/library/release': '26.05' does not match pattern"),
                wrong("{library: {release: '26.06-rc0'}}", "at '/library/release': '26.06-rc0' does not match pattern"),
                wrong("{hostPath: {socketDirectory: run/vpp}}", "at '/hostPath/socketDirectory': 'run/vpp' does not"),
                wrong("{hostPath: {socketDirectory: '/run/v p'}}", "at '/hostPath/socketDirectory'"),
                wrong("{image: {digest: 'md5:1'}}", "at '/image/digest': 'md5:1' does not match pattern"),
                wrong("{fullnameOverride: My_App}", "at '/fullnameOverride': 'My_App' does not match pattern"),
                wrong("{jvm: {options: ['-Da=b -Dc=d']}}", "at '/jvm/options/0': '-Da=b -Dc=d' does not match"),
                wrong("{resources: {requests: {memory: 1 gig}}}", "at '/resources/requests/memory': '1 gig' does not"),
                // out of range
                wrong("{vcl: {worker: {count: 0}}}", "at '/vcl/worker/count': minimum: got 0, want 1"),
                wrong("{vcl: {worker: {count: 128}}}", "at '/vcl/worker/count': maximum: got 128, want 127"),
                wrong("{vcl: {eventQueueSize: 64}}", "at '/vcl/eventQueueSize': minimum: got 64, want 128"),
                wrong("{server: {port: 80}}", "at '/server/port': minimum: got 80, want 1,024"),
                wrong("{runAsUser: 0}", "at '/runAsUser': minimum: got 0, want 1"),
                wrong("{replicaCount: -1}", "at '/replicaCount': minimum: got -1, want 0"),
                // impossible together
                wrong("{mode: hostPath}", "hostPath.gid: mode hostPath needs the number of the group"),
                wrong("{library: {source: init}}", "library.init.image: library.source init needs an image"),
                wrong(
                        "{library: {source: init, init: {image: a:1}, directory: /usr/lib}}",
                        "library.directory: the volume of library.source init would hide"),
                wrong(
                        "{library: {source: host, directory: /usr/lib/x86_64-linux-gnu}}",
                        "library.directory: the volume of library.source host would hide"),
                wrong("{vcl: {heapsize: 4GB}}", "vcl.heapsize: 4GB is not between 16MB and 3GB"),
                wrong("{vcl: {rxFifoSize: 1KB}}", "vcl.rxFifoSize: 1KB is not between 4KB and 2GB"),
                wrong(
                        "{vcl: {addSegmentSize: 1MB, rxFifoSize: 600KB}}",
                        "vcl.addSegmentSize: 1MB does not hold one connection, whose fifos take 1179648 bytes"),
                wrong("{vcl: {useMqEventfd: false}}", "vcl.useMqEventfd: without it nothing wakes an event loop"),
                wrong("{vcl: {attach: {retryInterval: 1ms}}}", "vcl.attach.retryInterval: 1ms is not between 10ms"),
                wrong("{vcl: {reattach: {interval: 2m}}}", "vcl.reattach.interval: 2m is not between 10ms and 60s"),
                wrong("{vcl: {worker: {stallThreshold: 5ms}}}", "vcl.worker.stallThreshold: 5ms is neither 0s nor"),
                wrong(
                        "{vcl: {attach: {timeout: 3m}}}",
                        "probes.startupSeconds: 180 is shorter than vcl.attach.timeout, 3m, and 30 s"),
                wrong(
                        "{mode: hostPath, hostPath: {gid: 1500}, vcl: {attach: {onFailure: fallback}}}",
                        "vcl.attach.onFailure: in mode hostPath clients know the addresses of VPP"),
                wrong("{vcl: {appScopeGlobal: false}}", "nobody reaches the application"),
                wrong("{vcl: {hugePage: true}}", "vcl.hugePage: a pod has no huge pages without resources.limits"),
                wrong("{management: {port: 8080}}", "management.port: 8080 is the server's"),
                wrong("{config: {vcl: {mode: vpp}}}", "config.vcl: these are values of the chart"),
                wrong("{config: {server: {port: 9000}}}", "config.server.port: the chart sets it"),
                wrong("{config: {spring.application.name: a}}", "config: spring.application.name has dots; nest it"),
                wrong("{extraEnv: [{name: VCL_CONFIG, value: /x}]}", "extraEnv: VCL_CONFIG would win over values"),
                wrong("{jvm: {options: [-Xmx1g]}}", "jvm.options: -Xmx1g would differ from the memory request"),
                wrong("{terminationGracePeriodSeconds: 30}", "is shorter than preStopSeconds, drainSeconds and 15 s"),
                wrong(
                        "{autoscaling: {enabled: true, minReplicas: 9}}",
                        "autoscaling.maxReplicas: 5 is less than minReplicas, 9"),
                wrong("{ingress: {enabled: true}}", "ingress.hosts: an Ingress needs at least one host"),
                wrong("{httpRoute: {enabled: true}}", "httpRoute.parentRefs: an HTTPRoute needs a Gateway"),
                wrong(
                        "{mode: hostPath, hostPath: {gid: 1500}, networkPolicy: {enabled: true}}",
                        "networkPolicy.enabled: in mode hostPath the application listens at the addresses of VPP"),
                wrong(
                        "{podLabels: {app.kubernetes.io/name: x}}",
                        "podLabels: app.kubernetes.io/name is what the Service selects by"));
    }

    /** Every third: of each kind some. */
    static Stream<Arguments> some() {
        List<Arguments> all = all().toList();
        return IntStream.range(0, all.size()).filter(index -> index % 3 == 0).mapToObj(all::get);
    }

    private static Arguments wrong(String values, String message) {
        return Arguments.of(values, message);
    }
}
