/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.github.vclspring.vppcom.library.VppcomUnavailableException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A start that fails ends with what, why and what to do, and not with a stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class VclFailureAnalysisTests {

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(VclApplication.current()).isEmpty();
    }

    @Test
    void explainsAMissingLibrary(CapturedOutput output) {
        fail(Application.class, "--vcl.library-path=/nowhere/libvppcom.so.26.06");
        assertAnalysis(
                output,
                "The library path /nowhere/libvppcom.so.26.06 does not exist.",
                "Set vcl.library-path to the file libvppcom.so.<release>, or to the directory that holds it,"
                        + " or leave it out to search the system's places.");
    }

    @Test
    void explainsALibraryOfAnotherRelease(CapturedOutput output, @TempDir Path directory) throws IOException {
        Path library = directory.toRealPath().resolve("libvppcom.so.25.10.0");
        // its SONAME states no release, so that the file's name counts
        Files.copy(Path.of(System.getProperty("java.home"), "lib", "libjava.so"), library);
        fail(Application.class, "--vcl.library-path=" + directory, "--vcl.expected-release=26.06");
        assertAnalysis(
                output,
                library + " is of VPP 25.10.0, and vcl.expected-release is 26.06.",
                "Install VPP's libraries of release 26.06, or set vcl.library-path to them."
                        + " If VPP is of another release, correct vcl.expected-release.");
    }

    @Test
    void explainsAMissingAppSocket(CapturedOutput output, @TempDir Path directory) {
        Path socket = directory.resolve("default");
        fail(WithStub.class, "--vcl.app-socket-api=" + socket);
        assertAnalysis(
                output,
                "The app socket " + socket
                        + " does not exist: VPP is not running, or its session layer is not enabled, or it uses another"
                        + " path.",
                "Start VPP with 'session { enable use-app-socket-api }' in startup.conf, check with 'vppctl show app ns',"
                        + " and set vcl.app-socket-api to its app socket, by default /run/vpp/app_ns_sockets/default."
                        + " To try without VPP, set vcl.mode: loopback.");
    }

    @Test
    void namesTheVariableThatBreaksTheStart(CapturedOutput output, @TempDir Path directory) {
        Path socket = directory.resolve("wrong");
        fail(
                WithVariable.class,
                "--test.socket=" + socket,
                "--vcl.attach.timeout=200ms",
                "--vcl.attach.retry-interval=20ms");
        assertAnalysis(
                output,
                "The app socket " + socket
                        + ", which the environment variable VCL_VPP_SAPI_SOCKET names, does not exist: VPP is not running",
                "Start VPP with 'session { enable use-app-socket-api }' in startup.conf, check with 'vppctl show app ns', and"
                        + " unset the environment variable VCL_VPP_SAPI_SOCKET, which overrides the configuration, or set it"
                        + " to its app socket");
        assertThat(output).doesNotContain("set vcl.app-socket-api");
        assertThat(output.getOut())
                .as("before the failure, and once although the attempt is repeated")
                .containsOnlyOnce("The environment variable VCL_VPP_SAPI_SOCKET=" + socket
                        + " overrides the property vcl.app-socket-api: unset it");
    }

    @Test
    void namesTheVariableThatWinsOverAnExistingFile(CapturedOutput output, @TempDir Path directory) throws Exception {
        Path socket = directory.resolve("wrong");
        Path file = Files.writeString(
                directory.resolve("vcl.conf"),
                "vcl {\n  app-socket-api " + directory + "/right\n  app-scope-local\n}\n");
        fail(WithVariable.class, "--test.socket=" + socket, "--vcl.config-file=" + file);
        assertAnalysis(
                output, "which the environment variable VCL_VPP_SAPI_SOCKET names", "unset the environment variable");
        assertThat(output)
                .contains("VCL_VPP_SAPI_SOCKET=" + socket + " overrides app-socket-api in " + file)
                .doesNotContain("VCL_APP_SCOPE_LOCAL");
    }

    @Test
    void offersToWaitAndTheKernel(CapturedOutput output, @TempDir Path directory) {
        Path socket = directory.resolve("default");
        fail(WithStub.class, "--vcl.app-socket-api=" + socket);
        assertAnalysis(
                output,
                "does not exist",
                "To wait for VPP at start, set vcl.attach.timeout. To run over the kernel instead, set"
                        + " vcl.attach.on-failure: fallback.");
    }

    @Test
    void offersTheKernelToWhoHasWaited(CapturedOutput output, @TempDir Path directory) {
        fail(
                WithStub.class,
                "--vcl.app-socket-api=" + directory.resolve("default"),
                "--vcl.attach.timeout=100ms",
                "--vcl.attach.retry-interval=20ms");
        assertAnalysis(
                output, "waited 100 ms for it", "To run over the kernel instead, set vcl.attach.on-failure: fallback.");
        assertThat(output).doesNotContain("To wait for VPP at start");
    }

    @ParameterizedTest
    @EnumSource(
            value = VppcomUnavailableException.Reason.class,
            names = {"NOT_FOUND", "MISSING_DEPENDENCY", "WRITABLE_BY_OTHERS"})
    void offersTheKernelWhereVppIsNotInstalled(VppcomUnavailableException.Reason reason, CapturedOutput output) {
        fail(WithoutLibrary.class, "--test.reason=" + reason);
        assertAnalysis(output, "no library.", "Install it.");
        if (reason.allowsFallback()) {
            assertThat(output)
                    .contains("Install it. To run over the kernel instead, set vcl.attach.on-failure: fallback.");
        } else {
            assertThat(output).doesNotContain("vcl.attach.on-failure");
        }
    }

    @Test
    void namesTheSystemPropertyThatTheNumberOfLoopsCameFrom(CapturedOutput output) {
        System.setProperty("reactor.netty.ioWorkerCount", "200");
        try {
            fail(Application.class, "--vcl.mode=loopback", "--vcl.worker.count=");
        } finally {
            System.clearProperty("reactor.netty.ioWorkerCount");
        }
        assertAnalysis(
                output,
                "The property vcl.worker.count = 200 (of -Dreactor.netty.ioWorkerCount)",
                "Change that system property, or set vcl.worker.count, which overrides it.");
    }

    @Test
    void explainsAnAddressThatVppDoesNotHave(CapturedOutput output, @TempDir Path directory) throws Exception {
        failToListen(directory, Errno.ECONNREFUSED, Errno.EFAULT);
        assertAnalysis(
                output,
                "VPP refused to listen. Cannot assign requested address: no interface of VPP has /192.0.2.9:4711",
                "Set server.address to an address that 'vppctl show interface address' shows");
    }

    @Test
    void explainsAPortThatAnotherApplicationOfVppHas(CapturedOutput output, @TempDir Path directory) throws Exception {
        failToListen(directory, Errno.EADDRINUSE, 0);
        assertAnalysis(
                output,
                "VPP refused to listen. Address already in use: /192.0.2.9:4711",
                "Look for who listens there with 'vppctl show app listeners'");
        assertThat(output).doesNotContain("Identify and stop the process");
    }

    private static void failToListen(Path directory, int result, int detail) throws IOException {
        Path socket = directory.resolve("default");
        try (ServerSocketChannel vpp = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            vpp.bind(UnixDomainSocketAddress.of(socket));
            SpringApplication application = new SpringApplication(Server.class);
            application.setWebApplicationType(WebApplicationType.REACTIVE);
            Throwable failure = catchThrowable(() -> application
                    .run(
                            "--vcl.app-socket-api=" + socket,
                            "--vcl.worker.count=1",
                            "--spring.reactor.netty.shutdown-quiet-period=0s",
                            "--server.address=192.0.2.9",
                            "--server.port=4711",
                            "--test.listen=" + result,
                            "--test.error=" + detail)
                    .close());
            assertThat(failure).isNotNull();
        }
    }

    @Test
    void explainsAnAppSocketThatIsNone(CapturedOutput output, @TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("default"));
        fail(WithStub.class, "--vcl.app-socket-api=" + file);
        assertAnalysis(
                output,
                "The app socket " + file + " is a file, not a socket.",
                "Set vcl.app-socket-api to VPP's app socket");
    }

    @Test
    void explainsADestinationThatIsNone(CapturedOutput output) {
        fail(Application.class, "--vcl.mode=loopback", "--vcl.client.kernel-destinations=10.0.0.0/8,10.0.0.0/33");
        assertAnalysis(
                output,
                "The property vcl.client.kernel-destinations = 10.0.0.0/33, from \"vcl.client.kernel-destinations\" from"
                        + " property source \"commandLineArgs\", was refused: it must be an address, a CIDR block, a host"
                        + " name, or all names below one.",
                "Write it like 192.0.2.7, 10.0.0.0/8, fd00::/8, db.example.com or *.svc.cluster.local, without a port;"
                        + " for everything, set vcl.client.transport to kernel.");
    }

    @Test
    void explainsAValueThatVclWouldMisread(CapturedOutput output) {
        fail(Application.class, "--vcl.mode=loopback", "--vcl.rx-fifo-size=100");
        assertAnalysis(
                output,
                "The property vcl.rx-fifo-size = 100, from \"vcl.rx-fifo-size\" from property source"
                        + " \"commandLineArgs\", was refused: it must be 4096 to 2147483648 bytes.",
                "VCL's default is 1048576.");
    }

    @Test
    void doesNotShowASecretThatIsNone(CapturedOutput output) {
        fail(Application.class, "--vcl.mode=loopback", "--vcl.namespace-secret=hunter2");
        assertAnalysis(
                output,
                "The property vcl.namespace-secret = ******, from \"vcl.namespace-secret\" from property source"
                        + " \"commandLineArgs\", was refused: it must be a whole number from 0 to 18446744073709551615.",
                "Compare with the secret of 'app ns add'");
        assertThat(output).doesNotContain("hunter2");
    }

    @Test
    void explainsAnImpossibleNumberOfLoops(CapturedOutput output) {
        fail(Application.class, "--vcl.mode=loopback", "--vcl.worker.count=128");
        assertAnalysis(output, "The property vcl.worker.count = 128", "One per core is usual.");
    }

    @Test
    void explainsASecondConfigurationInOneJvm(CapturedOutput output) {
        try (ConfigurableApplicationContext first =
                run(Application.class, "--vcl.mode=loopback", "--vcl.app-name=one")) {
            assertThat(first.isActive()).isTrue();
            fail(Application.class, "--vcl.mode=loopback", "--vcl.app-name=two");
        }
        assertAnalysis(
                output,
                "This process is already a VCL application with another configuration: it has VclConfig[appName=one,",
                "Use the same vcl.* properties in every context of a JVM, or close the first context before.");
    }

    @Test
    void leavesAValueThatDoesNotBindToSpringBoot(CapturedOutput output) {
        fail(Application.class, "--vcl.mode=loopback", "--vcl.event-queue-size=many");
        assertAnalysis(output, "Failed to bind properties under 'vcl.event-queue-size'", "Update your application");
    }

    @Test
    void leavesAModeThatIsNoneToSpringBoot(CapturedOutput output) {
        fail(Application.class, "--vcl.mode=kernel");
        assertAnalysis(output, "Failed to bind properties under 'vcl.mode'", "LOOPBACK");
    }

    private static void assertAnalysis(CapturedOutput output, String description, String action) {
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(description)
                .containsPattern("(?s)Action:\\R\\R.*" + Pattern.quote(action))
                .doesNotContain("\tat ");
    }

    private static void fail(Class<?> application, String... arguments) {
        Throwable failure = catchThrowable(() -> run(application, arguments).close());
        assertThat(failure).isNotNull();
    }

    private static ConfigurableApplicationContext run(Class<?> source, String... arguments) {
        SpringApplication application = new SpringApplication(source);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setDefaultProperties(
                Map.of("vcl.worker.count", 2, "spring.reactor.netty.shutdown-quiet-period", "0s"));
        return application.run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(VclAutoConfiguration.class)
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(VclAutoConfiguration.class)
    static class WithVariable {

        @Bean
        StubLibrary library(@Value("${test.socket}") String socket) {
            StubLibrary library = new StubLibrary(true);
            library.setenv("VCL_VPP_SAPI_SOCKET", socket);
            return library;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(VclAutoConfiguration.class)
    static class WithoutLibrary {

        @Bean
        VppcomLibrary library(@Value("${test.reason}") VppcomUnavailableException.Reason reason) {
            throw new VppcomUnavailableException(reason, "no library", "Install it.", null);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Server {

        @Bean
        StubLibrary library(@Value("${test.listen}") int listen, @Value("${test.error}") int error) {
            StubLibrary library = new StubLibrary(true);
            library.returns("sessionListen", listen);
            library.returns("sessionGetError", error);
            return library;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(VclAutoConfiguration.class)
    static class WithStub {

        @Bean
        StubLibrary library() {
            return new StubLibrary(true);
        }
    }
}
