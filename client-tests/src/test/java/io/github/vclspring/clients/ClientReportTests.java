/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.VclStatusAutoConfiguration;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClient;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.autoconfigure.client.VclClientAutoConfiguration;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.autoconfigure.endpoint.VclEndpoint;
import io.github.vclspring.autoconfigure.endpoint.VclEndpointAutoConfiguration;
import io.github.vclspring.autoconfigure.gateway.VclGatewayAutoConfiguration;
import io.github.vclspring.autoconfigure.grpc.VclGrpcClientAutoConfiguration;
import io.github.vclspring.autoconfigure.grpc.VclGrpcServerAutoConfiguration;
import io.github.vclspring.autoconfigure.lettuce.VclLettuceAutoConfiguration;
import io.github.vclspring.autoconfigure.mongodb.VclMongoAutoConfiguration;
import io.github.vclspring.autoconfigure.r2dbc.VclR2dbcAutoConfiguration;
import io.github.vclspring.autoconfigure.rabbitmq.VclRabbitAutoConfiguration;
import io.github.vclspring.autoconfigure.restclient.VclRestClientAutoConfiguration;
import io.github.vclspring.autoconfigure.rsocket.VclRSocketRequesterAutoConfiguration;
import io.github.vclspring.config.VclConfigException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.client.ReactorResourceFactory;

/** The report on each client: present, absent, switched off, or configured with a contradiction. */
@ExtendWith(OutputCaptureExtension.class)
class ClientReportTests {

    private static final AutoConfigurations ALL = AutoConfigurations.of(
            VclAutoConfiguration.class,
            VclStatusAutoConfiguration.class,
            VclClientAutoConfiguration.class,
            VclEndpointAutoConfiguration.class,
            VclGatewayAutoConfiguration.class,
            VclGrpcClientAutoConfiguration.class,
            VclGrpcServerAutoConfiguration.class,
            VclLettuceAutoConfiguration.class,
            VclMongoAutoConfiguration.class,
            VclR2dbcAutoConfiguration.class,
            VclRabbitAutoConfiguration.class,
            VclRestClientAutoConfiguration.class,
            VclRSocketRequesterAutoConfiguration.class,
            HttpClientAutoConfiguration.class,
            ImperativeHttpClientAutoConfiguration.class,
            RestClientAutoConfiguration.class);

    private static final String[] PROPERTIES = {
        "vcl.mode=loopback",
        "vcl.worker.count=1",
        "spring.reactor.netty.shutdown-quiet-period=0s",
        "management.endpoints.web.exposure.include=vcl"
    };

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(ALL).withPropertyValues(PROPERTIES);

    @Test
    void theEndpointTellsOfEveryKnownClient() {
        runner.run(context -> {
            Object clients = context.getBean(VclEndpoint.class).part("clients", null, null);
            assertThat(clients)
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(VclClient.class))
                    .extracting(VclClient::name)
                    .containsExactlyElementsOf(List.of(KnownClient.values()).stream()
                            .map(KnownClient::id)
                            .toList());
            assertThat(context.getBean(VclEndpoint.class).vcl()).containsEntry("clients", clients);
        });
    }

    @Test
    void whatIsPresentAndUnusedIsTold() {
        runner.run(context -> {
            assertThat(client(context.getBean(VclClientReport.class), KnownClient.GATEWAY))
                    .isEqualTo(new VclClient("gateway", Transport.ABSENT, "no bean of the type HttpClient"));
            assertThat(client(context.getBean(VclClientReport.class), KnownClient.RESTCLIENT)
                            .transport())
                    .isEqualTo(Transport.VCL);
        });
    }

    @Test
    void noClassOfAnAbsentLibraryIsNeeded(CapturedOutput output) {
        runner.withClassLoader(new FilteredClassLoader(
                        "org.springframework.cloud.gateway",
                        "io.grpc",
                        "org.springframework.grpc",
                        "org.springframework.boot.grpc",
                        "io.r2dbc",
                        "org.springframework.boot.r2dbc",
                        "io.rsocket",
                        "org.springframework.boot.rsocket",
                        "com.mongodb",
                        "org.springframework.boot.mongodb",
                        "io.lettuce",
                        "org.springframework.boot.data.redis",
                        "com.rabbitmq",
                        "org.springframework.boot.amqp"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(VclClientReport.class).clients())
                            .filteredOn(client -> Set.of("gateway", "grpc-server", "grpc-client", "r2dbc", "rsocket")
                                    .contains(client.name()))
                            .hasSize(5)
                            .allSatisfy(client -> assertThat(client)
                                    .isEqualTo(new VclClient(
                                            client.name(), Transport.ABSENT, "its library is not on the class path")));
                    assertThat(output).doesNotContain("does not use VCL");
                });
    }

    @Test
    void aPropertyOfAnAbsentLibraryIsWarnedOf(CapturedOutput output) {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.cloud.gateway"))
                .withPropertyValues("vcl.client.gateway.enabled=true")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output)
                .contains("vcl.client.gateway.enabled has no effect, because its library is not on the class path."
                        + " Add the library, or remove the property.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vcl.client.gatewy.enabled", "vcl.server.rsocket.enabled"})
    void anUnknownClientIsRefused(String property) {
        runner.withPropertyValues(property + "=false")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(VclConfigException.class)
                        .rootCause()
                        .hasMessageStartingWith(property + " = false: names no client that can use VCL.")
                        .hasMessageContaining(
                                "Use one of vcl.client.webclient.enabled, vcl.client.restclient.enabled,"));
    }

    @Test
    void variablesOfAKubernetesServiceAreNoClients() {
        runner.withSystemProperties("vcl.client.service.host=10.0.0.1", "vcl.client.port=tcp://10.0.0.1:80")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void globalResourcesContradictTheTransportKernel() {
        runner.withPropertyValues("vcl.client.transport=kernel", "vcl.client.global-resources=true")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(VclConfigException.class)
                        .hasMessage("vcl.client.global-resources = true: contradicts vcl.client.transport: kernel. Set"
                                + " vcl.client.transport to vcl, or vcl.client.global-resources to false."));
    }

    @Test
    void shadedGrpcCannotFollow(CapturedOutput output) {
        runner.withClassLoader(new Pretending("io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder"))
                .run(context -> assertThat(client(context.getBean(VclClientReport.class), KnownClient.GRPC_NETTY_SHADED)
                                .transport())
                        .isEqualTo(Transport.CANNOT));
        assertThat(output)
                .contains("grpc-netty-shaded uses the kernel, not VCL: it contains a copy of Netty")
                .contains("Use io.grpc:grpc-netty instead");
    }

    @Test
    void kafkaCannotFollowAndNobodyExpectsItTo(CapturedOutput output) {
        runner.withClassLoader(new Pretending("org.apache.kafka.clients.producer.KafkaProducer"))
                .run(context -> assertThat(client(context.getBean(VclClientReport.class), KnownClient.KAFKA)
                                .transport())
                        .isEqualTo(Transport.CANNOT));
        assertThat(output).contains("kafka (its client uses the JDK's NIO)").doesNotContain("kafka does not use VCL");
    }

    @Test
    void aFactoryOfTheUsersOwnIsReported(CapturedOutput output) {
        runner.withBean("own", ReactorResourceFactory.class, () -> {
                    ReactorResourceFactory factory = new ReactorResourceFactory();
                    factory.setUseGlobalResources(false);
                    return factory;
                })
                .run(context -> assertThat(client(context.getBean(VclClientReport.class), KnownClient.RESTCLIENT))
                        .returns(Transport.KERNEL, VclClient::transport)
                        .returns(
                                true,
                                client -> client.reason().startsWith("the bean ReactorResourceFactory has other")));
    }

    @Test
    void afterAFallbackAllIsTheKernels(CapturedOutput output) {
        runner.withPropertyValues(
                        "vcl.mode=vpp", "vcl.app-socket-api=/nowhere/vpp.sock", "vcl.attach.on-failure=fallback")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(client(context.getBean(VclClientReport.class), KnownClient.RESTCLIENT))
                            .isEqualTo(new VclClient(
                                    "restclient",
                                    Transport.KERNEL,
                                    "the application could not attach to VPP, and vcl.attach.on-failure is fallback"));
                    assertThat(output).doesNotContain("does not use VCL");
                });
    }

    @Test
    void disabledNothingIsChangedAndNothingLogged(CapturedOutput output) {
        runner.withPropertyValues("vcl.enabled=false").run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean("vclRequestFactoryCustomizer");
            assertThat(client(context.getBean(VclClientReport.class), KnownClient.RESTCLIENT))
                    .isEqualTo(new VclClient("restclient", Transport.KERNEL, "vcl.enabled is false"));
        });
        assertThat(output).doesNotContain("Over VCL:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vcl.enabled=false", "vcl.client.transport=kernel", "vcl.client.restclient.enabled=false"})
    void withoutVclAnMvcApplicationHasTheJdksClient(String property) {
        new WebApplicationContextRunner()
                .withConfiguration(ALL)
                .withPropertyValues(PROPERTIES)
                .withPropertyValues(property)
                .withClassLoader(new FilteredClassLoader("org.springframework.web.reactive"))
                .run(context -> assertThat(context.getBean(ClientHttpRequestFactoryBuilder.class))
                        .isInstanceOf(JdkClientHttpRequestFactoryBuilder.class));
    }

    @Test
    void withVclAnMvcApplicationHasReactorsClient() {
        new WebApplicationContextRunner()
                .withConfiguration(ALL)
                .withPropertyValues(PROPERTIES)
                .withClassLoader(new FilteredClassLoader("org.springframework.web.reactive"))
                .run(context -> {
                    assertThat(context.getBean(ClientHttpRequestFactoryBuilder.class))
                            .isInstanceOf(ReactorClientHttpRequestFactoryBuilder.class);
                    assertThat(client(context.getBean(VclClientReport.class), KnownClient.RESTCLIENT)
                                    .transport())
                            .isEqualTo(Transport.VCL);
                });
    }

    @Test
    void withoutVclAnApplicationOfWebFluxHasReactorsClientAsBefore() {
        runner.withPropertyValues("vcl.enabled=false")
                .run(context -> assertThat(context.getBean(ClientHttpRequestFactoryBuilder.class))
                        .isInstanceOf(ReactorClientHttpRequestFactoryBuilder.class));
    }

    private static VclClient client(VclClientReport report, KnownClient client) {
        return report.client(client);
    }

    /** Has classes of a library that is not there. */
    private static final class Pretending extends ClassLoader {

        private final Set<String> names;

        Pretending(String... names) {
            super(Pretending.class.getClassLoader());
            this.names = Set.of(names);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!names.contains(name)) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }

        private Class<?> define(String name) {
            ClassWriter writer = new ClassWriter(0);
            writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name.replace('.', '/'), null, "java/lang/Object", null);
            writer.visitEnd();
            byte[] bytes = writer.toByteArray();
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
