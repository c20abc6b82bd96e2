/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server finds when its client does not follow the plan. */
class ExchangeServerTests {

    private static final int SIZE = 10_000;
    private static final Header HEADER = new Header(1, Kind.SLOW_SERVER, 5, SIZE);

    private final Tally tally = new Tally(new Console());
    private final Connections connections = new Connections(tally);
    private final Transport transport = new Transport(Transport.Type.KERNEL, 0);
    private final int port = new ExchangeServer(transport, "127.0.0.1", connections).port();

    @AfterEach
    void stop() {
        transport.close();
    }

    @Test
    void aWrongByteIsCounted() throws IOException {
        try (Socket client = connect()) {
            client.getOutputStream().write(1);
            await().until(() -> tally.summary(0).corrupted() == 1);
            assertThat(tally.summary(0).lost()).isZero();
        }
    }

    @Test
    void aConnectionThatEndsEarlyIsCounted() throws IOException {
        try (Socket client = connect()) {
            client.shutdownOutput();
            await().until(() -> tally.summary(0).lost() == 1);
            assertThat(tally.summary(0).corrupted()).isZero();
        }
    }

    @Test
    void aConnectionThatMakesNoProgressIsSeen() throws IOException {
        try (Socket client = connect()) {
            assertThat(client.isConnected()).isTrue();
            await().until(() -> {
                connections.forEach(Exchange::look);
                List<ConnectionState> states = connections.states();
                return states.size() == 1 && states.get(0).idleMillis() > 500;
            });
            assertThat(connections.states()).singleElement().satisfies(state -> {
                assertThat(state.id()).isEqualTo(HEADER.id());
                assertThat(state.waitsFor()).contains("bytes");
            });
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A client that sends its header and nothing else. */
    private Socket connect() throws IOException {
        Socket client = new Socket("127.0.0.1", port);
        ByteBuf header = Unpooled.buffer();
        HEADER.encode(header);
        client.getOutputStream().write(header.array(), 0, Header.LENGTH);
        await().until(() -> tally.connections.sum() == 1);
        return client;
    }
}
