/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import io.github.vclspring.sample.SampleApplication;
import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The last service of the chain, over the embedded loopback. Its gRPC endpoint is called over the kernel. */
@DirtiesContext // a JVM has one VCL application: the next test wants another configuration
@ActiveProfiles("chain")
@SpringBootTest(
        classes = SampleApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"server.address=127.0.0.1", "vcl.client.grpc.enabled=false"})
class ChainTests {

    private static final String CLIENT = "203.0.113.7";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @LocalServerPort
    private int port;

    @Autowired
    private GrpcChannelFactory channels;

    @DynamicPropertySource
    static void choosePort(DynamicPropertyRegistry properties) throws IOException {
        int grpc = freePort();
        properties.add("spring.grpc.server.port", () -> grpc);
        properties.add("spring.grpc.client.channel.itself.target", () -> "static://127.0.0.1:" + grpc);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void theLastServiceGreetsItself() throws Exception {
        assertThat(get("/api/chain/vcl?name=VPP")).isEqualTo("{\"message\":\"Hello, VPP!\"}");
        assertThat(get("/api/hops")).isEqualTo("[]");
    }

    @Test
    void itsGrpcEndpointGreets() {
        StringValue answer = ClientCalls.blockingUnaryCall(
                channels.createChannel("itself"),
                GreeterService.GREET,
                CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS),
                StringValue.of("gRPC"));
        assertThat(answer.getValue()).isEqualTo("Hello, gRPC!");
    }

    @Test
    void theClientIsTheOneThatTheGatewayNames() throws Exception {
        assertThat(get("/api/peer", "X-Forwarded-For", CLIENT))
                .isEqualTo("{\"client\":\"" + CLIENT + "\",\"connection\":\"127.0.0.1\"}");
    }

    @Test
    void withoutAGatewayTheClientIsThePeer() throws Exception {
        assertThat(get("/api/peer")).isEqualTo("{\"client\":\"127.0.0.1\",\"connection\":\"127.0.0.1\"}");
    }

    private String get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }
}
