/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.sample.SampleApplication;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The last service with a database that is down: it starts, health says so, and a request fails without a hop. */
@DirtiesContext // a JVM has one VCL application: the next test wants another configuration
@ActiveProfiles({"chain", "database"})
@SpringBootTest(
        classes = SampleApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"server.address=127.0.0.1", "spring.grpc.server.port=0"})
class DatabaseDownTests {

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void chooseAClosedPort(DynamicPropertyRegistry properties) throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            String url = "r2dbc:postgresql://127.0.0.1:" + socket.getLocalPort() + "/postgres";
            properties.add("spring.r2dbc.url", () -> url);
        }
    }

    @Test
    void aRequestFailsAndCountsNoHop() throws Exception {
        assertThat(get("/api/chain/vcl").statusCode()).isEqualTo(500);
        assertThat(get("/api/hops").body()).isEqualTo("[]");
    }

    @Test
    void healthNamesTheDatabase() throws Exception {
        assertThat(get("/actuator/health").body()).contains("\"r2dbc\"", "\"DOWN\"");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
