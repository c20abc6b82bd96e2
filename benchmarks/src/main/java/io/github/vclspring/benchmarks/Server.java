/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** The processes that serve, from the one that the client talks to, to the one that answers. */
enum Server {
    @JsonProperty("netty")
    NETTY("Netty, fixed answer", "netty"),
    @JsonProperty("bare")
    BARE("bare loop over libvppcom", "bare"),
    @JsonProperty("reactor-netty")
    REACTOR_NETTY("Reactor Netty", "reactor"),
    @JsonProperty("reactor-netty-tls-jdk")
    TLS_JDK("Reactor Netty, TLS by the JDK", "reactor-tls-jdk"),
    @JsonProperty("reactor-netty-tls-openssl")
    TLS_OPENSSL("Reactor Netty, TLS by OpenSSL", "reactor-tls-openssl"),
    @JsonProperty("webflux")
    WEBFLUX("WebFlux", "webflux"),
    @JsonProperty("chain-1")
    CHAIN_1("Reactor Netty behind one proxy", "proxy", "reactor"),
    @JsonProperty("chain-2")
    CHAIN_2("Reactor Netty behind two proxies", "proxy", "proxy", "reactor"),
    @JsonProperty("gateway-1")
    GATEWAY_1("Reactor Netty behind one Spring Cloud Gateway", "gateway", "reactor"),
    @JsonProperty("gateway-2")
    GATEWAY_2("Reactor Netty behind two Spring Cloud Gateways", "gateway", "gateway", "reactor"),
    @JsonProperty("grpc")
    GRPC("gRPC", "grpc"),
    @JsonProperty("r2dbc")
    R2DBC("WebFlux and PostgreSQL", "r2dbc", "postgresql");

    private final String label;
    private final List<String> programs;

    Server(String label, String... programs) {
        this.label = label;
        this.programs = List.of(programs);
    }

    String label() {
        return label;
    }

    boolean isTls() {
        return this == TLS_JDK || this == TLS_OPENSSL;
    }

    /** Whether the rate hardly rises from one second to the next while the JIT compilers work for most of a minute. */
    boolean isSlowToWarmUp() {
        return this == GATEWAY_1 || this == GATEWAY_2;
    }

    List<String> programs() {
        return programs;
    }

    /** Whether a process is a database, which always runs over the kernel. */
    boolean isDatabase(int index) {
        return this == R2DBC && index == 1;
    }
}
