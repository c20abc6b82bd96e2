/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import java.util.concurrent.Executor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Spring's RestClient, called by as many virtual threads as there are requests in flight, and the JSON read into objects. Needs Java 21, which the
 * runner checks.
 */
final class RestClientClient {

    private final RestClient client;
    private final String path;
    private final RequestWriter log;
    private volatile boolean stopped;

    private RestClientClient(RestClient client, String path, RequestWriter log) {
        this.client = client;
        this.path = path;
        this.log = log;
    }

    static Runnable start(Settings settings) {
        LoadSettings load = LoadSettings.read();
        RequestWriter log = new RequestWriter(load.log());
        ConfigurableApplicationContext context =
                BootApplication.run(settings, WebApplicationType.NONE, Application.class, BootApplication.NO_GATEWAY);
        String server = settings.address().getAddress().getHostAddress() + ":"
                + settings.address().getPort();
        RestClient restClient = context.getBean(RestClient.Builder.class)
                .baseUrl("http://" + server)
                .build();
        RestClientClient client = new RestClientClient(restClient, load.path(), log);
        Executor threads = new VirtualThreadTaskExecutor("restclient-");
        for (int i = 0; i < load.connections(); i++) {
            threads.execute(client::repeat);
        }
        return () -> {
            client.stopped = true;
            log.close();
            context.close();
        };
    }

    private void repeat() {
        while (!stopped) {
            long begin = System.nanoTime();
            log.add(begin, isAnswered());
        }
    }

    private boolean isAnswered() {
        try {
            return client.get().uri(path).retrieve().body(WebFluxServer.Order.class) != null;
        } catch (RestClientException e) {
            return false;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = R2dbcAutoConfiguration.class)
    static class Application {}
}
