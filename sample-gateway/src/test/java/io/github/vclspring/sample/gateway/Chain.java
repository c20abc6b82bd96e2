/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import io.github.vclspring.sample.SampleProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The three applications of the chain, each in a JVM of its own. */
final class Chain implements AutoCloseable {

    private static final Path SERVICES = Path.of("..", "sample-app", "target");
    private static final Path GATEWAY = Path.of("target");

    private final List<SampleProcess> all = new ArrayList<>();
    private final SampleProcess gateway;

    private Chain(Path directory, String profiles, int managementPort, List<String> common, Arguments arguments) {
        try {
            start(directory, "sample-app", profiles + "back", managementPort + 2, common, arguments.back());
            start(directory, "sample-app", profiles + "front", managementPort + 1, common, arguments.front());
            // it has no profile 'chain', which does no harm
            gateway =
                    start(directory, "sample-gateway", profiles + "chain", managementPort, common, arguments.gateway());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Arguments of one application, besides those of all. */
    record Arguments(List<String> back, List<String> front, List<String> gateway) {

        static Arguments none() {
            return new Arguments(List.of(), List.of(), List.of());
        }
    }

    /**
     * Starts them, from the last to the first.
     *
     * @param profiles those of all, each with a comma after it
     * @param managementPort the gateway's; the services have the next two
     */
    static Chain start(Path directory, String profiles, int managementPort, List<String> common, Arguments arguments) {
        return new Chain(directory, profiles, managementPort, common, arguments);
    }

    private SampleProcess start(
            Path directory, String module, String profiles, int port, List<String> common, List<String> more) {
        Path jar = SampleProcess.jar(module.equals("sample-app") ? SERVICES : GATEWAY, module);
        List<String> command = SampleProcess.java(List.of("-jar", jar.toString()));
        command.add("--spring.profiles.active=" + profiles);
        command.addAll(common);
        command.addAll(more);
        SampleProcess process = SampleProcess.launch(command, directory, port);
        all.add(process);
        return process.awaitStart();
    }

    SampleProcess gateway() {
        return gateway;
    }

    /** The gateway and both services. */
    Stream<SampleProcess> applications() {
        return all.stream();
    }

    @Override
    public void close() {
        all.forEach(SampleProcess::close);
    }
}
