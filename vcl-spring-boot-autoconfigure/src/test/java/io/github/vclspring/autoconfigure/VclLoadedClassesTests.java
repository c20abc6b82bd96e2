/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes that the JVM of an application with a WebFlux server, and without clients, loads at start. */
class VclLoadedClassesTests {

    private static final String PACKAGE = VclAutoConfiguration.class.getPackageName() + ".";

    private static final Pattern FOR_CLIENTS = Pattern.compile(
            Pattern.quote(PACKAGE) + "(gateway|grpc|lettuce|mongodb|r2dbc|rabbitmq|restclient|rsocket)\\..*");

    private static final Pattern FOR_REQUEST_TAGS = Pattern.compile(Pattern.quote(PACKAGE)
            + "metrics\\.(ClientRequestTags|RequestConnection|RequestTags|RestClient|VclRequest|WebClient).*");

    /** Of spring-boot-starter-webclient, which spring-boot-starter-webflux does not bring. */
    private static final Pattern CLIENT_JARS = Pattern.compile("spring-boot-(http-client|webclient)-\\d.*\\.jar");

    private static final int PATIENCE_SECONDS = 120;

    @Test
    void aWebFluxApplicationLoadsNoClassForClientsThatItLacks(@TempDir Path directory) throws Exception {
        List<String> loaded = loadedAtStart(directory);
        assertThat(loaded)
                .as("classes of an application that has started")
                .contains(
                        "org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory",
                        PACKAGE + "VclAutoConfiguration",
                        PACKAGE + "client.VclClientReport",
                        PACKAGE + "metrics.VclMetrics");
        assertThat(loaded).filteredOn(FOR_CLIENTS.asMatchPredicate()).isEmpty();
        assertThat(loaded)
                .as("without vcl.metrics.request-tags")
                .filteredOn(FOR_REQUEST_TAGS.asMatchPredicate())
                .isEmpty();
    }

    /** Starts an application in a JVM of its own, which lists the classes that it loads. */
    private static List<String> loadedAtStart(Path directory) throws IOException, InterruptedException {
        Path classes = directory.resolve("classes");
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xlog:class+load=info:file=" + classes + ":none",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        ExitApplication.class.getName(),
                        "exit")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("ends")
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(42);
        } finally {
            process.destroyForcibly();
        }
        try (Stream<String> lines = Files.lines(classes)) {
            return lines.map(VclLoadedClassesTests::firstWord).distinct().toList();
        }
    }

    private static String classPath() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(entry -> !CLIENT_JARS
                        .matcher(Path.of(entry).getFileName().toString())
                        .matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String firstWord(String line) {
        int end = line.indexOf(' ');
        return end < 0 ? line : line.substring(0, end);
    }
}
