/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** A client or server that an application may have, and how it gets onto VCL. */
public enum KnownClient {
    /** WebFlux on Reactor Netty. */
    WEBFLUX_SERVER(
            "webflux-server",
            null,
            "listens on the event loops of the ReactorResourceFactory",
            "org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory"),
    /** The WebClient that is built by Spring Boot's builder. */
    WEBCLIENT(
            "webclient",
            "vcl.client.webclient.enabled",
            "WebClient.Builder has the event loops of the ReactorResourceFactory",
            "org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration"),
    /** RestClient and RestTemplate that are built by Spring Boot's builders. */
    RESTCLIENT(
            "restclient",
            "vcl.client.restclient.enabled",
            "RestClient.Builder and RestTemplateBuilder have Reactor Netty's request factory on the event loops",
            "org.springframework.boot.restclient.RestClientCustomizer"),
    /** Groups of {@code @HttpExchange} interfaces. */
    HTTP_INTERFACES(
            "http-interfaces",
            null,
            "groups are built on RestClient or WebClient, and follow them",
            "org.springframework.web.service.registry.HttpServiceProxyRegistry"),
    /** The routes of Spring Cloud Gateway. */
    GATEWAY(
            "gateway",
            "vcl.client.gateway.enabled",
            "routes, also of WebSocket, have an HttpClient on the event loops",
            "org.springframework.cloud.gateway.config.HttpClientCustomizer"),
    /** The gRPC server on Netty. */
    GRPC_SERVER(
            "grpc-server",
            "vcl.server.grpc.enabled",
            "NettyServerBuilder has the event loops",
            "org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration"),
    /** The channels of gRPC clients on Netty. */
    GRPC_CLIENT(
            "grpc-client",
            "vcl.client.grpc.enabled",
            "NettyChannelBuilder has the event loops",
            "org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration"),
    /** R2DBC drivers that are built on Reactor Netty. */
    R2DBC(
            "r2dbc",
            "vcl.client.r2dbc.enabled",
            "the drivers of PostgreSQL, MariaDB and MySQL have the event loops as their option 'loopResources'",
            "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration"),
    /** The RSocket server on Reactor Netty. */
    RSOCKET_SERVER(
            "rsocket-server",
            null,
            "listens on the event loops of the ReactorResourceFactory",
            "org.springframework.boot.rsocket.autoconfigure.RSocketServerAutoConfiguration"),
    /** RSocket requesters that are built by Spring Boot's builder. */
    RSOCKET(
            "rsocket",
            "vcl.client.rsocket.enabled",
            "RSocketRequester.Builder connects on the event loops",
            "org.springframework.boot.rsocket.autoconfigure.RSocketRequesterAutoConfiguration"),
    /** MongoDB's drivers, reactive and sync. */
    MONGODB(
            "mongodb",
            "vcl.client.mongodb.enabled",
            "MongoClientSettings have Netty as their transport, on the event loops",
            "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration"),
    /** Redis by Lettuce. */
    LETTUCE(
            "lettuce",
            "vcl.client.lettuce.enabled",
            "ClientResources have the event loops, and a field of Netty's Bootstrap is set by reflection",
            "org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer",
            "io.lettuce.core.RedisClient"),
    /** RabbitMQ by its Java client. */
    RABBITMQ(
            "rabbitmq",
            "vcl.client.rabbitmq.enabled",
            "ConnectionFactory has Netty for its input and output, on the event loops",
            "org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration"),
    /** Clients that use Reactor Netty's global resources. */
    GLOBAL_RESOURCES(
            "global-resources",
            "vcl.client.global-resources",
            "HttpResources and TcpResources have the event loops: HttpClient.create() and TcpClient.create() follow",
            "reactor.netty.http.HttpResources"),
    /** gRPC with its own copy of Netty. */
    GRPC_NETTY_SHADED(
            "grpc-netty-shaded",
            "it contains a copy of Netty, which cannot use other event loops. Use io.grpc:grpc-netty instead",
            true,
            "io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder"),
    /** SQL Server by R2DBC. */
    R2DBC_MSSQL(
            "r2dbc-mssql",
            "the driver has no option for event loops. Set vcl.client.global-resources: true to move it",
            true,
            "io.r2dbc.mssql.MssqlConnectionFactoryProvider"),
    /** Redis by Jedis. */
    JEDIS("jedis", "it uses the JDK's blocking sockets", false, "redis.clients.jedis.Jedis"),
    /** Cassandra. */
    CASSANDRA(
            "cassandra",
            "its driver creates its own event loops, and has no public setting for others",
            false,
            "com.datastax.oss.driver.api.core.CqlSession"),
    /** Elasticsearch. */
    ELASTICSEARCH(
            "elasticsearch",
            "its client is built on Apache HttpClient",
            false,
            "co.elastic.clients.elasticsearch.ElasticsearchClient"),
    /** Kafka. */
    KAFKA("kafka", "its client uses the JDK's NIO", false, "org.apache.kafka.clients.producer.KafkaProducer");

    private final String id;
    private final @Nullable String property;
    private final String reason;
    private final boolean possible;
    private final boolean expected;
    private final List<String> classNames;

    KnownClient(String id, @Nullable String property, String reason, String... classNames) {
        this.id = id;
        this.property = property;
        this.reason = reason;
        this.possible = true;
        this.expected = true;
        this.classNames = List.of(classNames);
    }

    KnownClient(String id, String reason, boolean expected, String className) {
        this.id = id;
        this.property = null;
        this.reason = reason;
        this.possible = false;
        this.expected = expected;
        this.classNames = List.of(className);
    }

    /** Returns the name in the log, in the endpoint and in the documentation. */
    public String id() {
        return id;
    }

    /** Returns the property that switches it between VCL and the kernel; empty if it has none. */
    public Optional<String> property() {
        return Optional.ofNullable(property);
    }

    /** Returns how it gets onto VCL, or why it cannot. */
    public String reason() {
        return reason;
    }

    /** Returns whether it can use VCL. */
    public boolean isPossible() {
        return possible;
    }

    /** Returns whether it uses VCL by default. */
    public boolean isByDefault() {
        return possible && !isOptIn();
    }

    /** Returns whether it uses VCL only if its property is set. */
    public boolean isOptIn() {
        return this == LETTUCE || this == RABBITMQ || this == GLOBAL_RESOURCES;
    }

    /** Returns whether {@code vcl.client.transport} applies to it. */
    boolean isOutbound() {
        return this != WEBFLUX_SERVER && this != GRPC_SERVER && this != RSOCKET_SERVER;
    }

    /** Returns whether a user would expect it to use Reactor Netty's event loops, so that the log warns if it does not. */
    boolean isExpectedToFollow() {
        return expected;
    }

    /** Returns whether its library is on the class path. */
    boolean isPresent(@Nullable ClassLoader classLoader) {
        return classNames.stream().allMatch(name -> ClassUtils.isPresent(name, classLoader));
    }

    static Optional<KnownClient> ofProperty(String property) {
        return Arrays.stream(values())
                .filter(client -> property.equals(client.property))
                .findFirst();
    }
}
