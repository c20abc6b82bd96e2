/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.VppHome;
import io.github.vclspring.vpptest.VppTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recommended configurations start a VPP that applications can attach to. */
@VppTest
@EnabledIfSystemProperty(named = "benchmarks.smoke", matches = "true", disabledReason = "-Dbenchmarks.smoke=true")
class StartupConfIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"startup-shared-cores.conf", "startup-dedicated-core.conf"})
    void starts(String name) throws Exception {
        VppHome home = VppHome.find();
        String text = Files.readString(Path.of("../sample-app/vpp", name));
        // on this machine, and beside another VPP
        String here = text.replace("/run/vpp/cli.sock", directory + "/cli.sock\n  runtime-dir " + directory)
                        .replace("plugins {", "plugins {\n  path " + home.plugins())
                        .replaceAll(
                                "main-core \\d+",
                                "main-core " + Cores.ofThisMachine().vpp())
                + "api-segment { prefix " + directory.getFileName() + " }\n"
                + "socksvr { socket-name " + directory + "/api.sock }\n";
        here = here.replace("statseg {", "statseg {\n  socket-name " + directory + "/stats.sock");
        Path conf = Files.writeString(directory.resolve("startup.conf"), here);
        Path log = directory.resolve("vpp.log");
        Process vpp = start(home, conf, log);
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !vpp.isAlive() || Files.exists(directory.resolve("app_ns_sockets/default")));
            assertThat(vpp.isAlive()).as(Files.readString(log)).isTrue();
        } finally {
            vpp.destroy();
            if (!vpp.waitFor(10, TimeUnit.SECONDS)) {
                vpp.destroyForcibly().waitFor();
            }
            for (String segment : new String[] {"-global_vm", "-vpe-api"}) {
                Files.deleteIfExists(Path.of("/dev/shm", directory.getFileName() + segment));
            }
        }
    }

    private static Process start(VppHome home, Path conf, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(home.vpp().toString(), "-c", conf.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Path libraries = home.libraryPath();
        if (libraries != null) {
            builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
        }
        return builder.start();
    }
}
