/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.sample.common.Hops;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.context.annotation.Profile;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Greets from PostgreSQL. It needs no table. */
@Component
@Profile("chain & database")
class GreetingRepository {

    private static final String SQL = "SELECT 'Hello, ' || CAST(:name AS text) || '!'";
    private static final int DEFAULT_PORT = 5432;

    private final DatabaseClient client;
    private final InetSocketAddress server;
    private final String name;
    private final Hops hops;
    private final ClientTransports transports;

    GreetingRepository(
            ConnectionFactory factory,
            R2dbcConnectionDetails details,
            ChainProperties properties,
            Hops hops,
            ClientTransports transports) {
        this.client = DatabaseClient.create(factory);
        this.server = address(details.getConnectionFactoryOptions());
        this.name = properties.name();
        this.hops = hops;
        this.transports = transports;
    }

    Mono<String> greet(String chain, String who) {
        return Mono.defer(() -> {
            long start = System.nanoTime();
            return client.sql(SQL)
                    .bind("name", who)
                    .mapValue(String.class)
                    .one()
                    .doOnSuccess(greeting -> count(chain, System.nanoTime() - start));
        });
    }

    private void count(String chain, long nanos) {
        VclTransport transport = transports.of(KnownClient.R2DBC, server);
        hops.record(name, "database", "R2DBC", chain, transport, nanos);
    }

    private static InetSocketAddress address(ConnectionFactoryOptions options) {
        String host = String.valueOf(options.getRequiredValue(ConnectionFactoryOptions.HOST));
        int port = options.getValue(ConnectionFactoryOptions.PORT) instanceof Integer number ? number : DEFAULT_PORT;
        try {
            return new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
        } catch (UnknownHostException e) {
            return InetSocketAddress.createUnresolved(host, port);
        }
    }
}
