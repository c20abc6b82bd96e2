/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.netty.Connection;

/**
 * Answers who asks. By cut-through the peer of the connection is unknown. {@code server.forward-headers-strategy} takes
 * the client from the header that the gateway has set.
 */
@RestController
@Profile("chain")
class PeerController {

    /**
     * Who asks.
     *
     * @param client the client, as the gateway saw it
     * @param connection the peer of the connection, {@code 0.0.0.0} by cut-through
     */
    record Peers(String client, String connection) {}

    @GetMapping("/api/peer")
    Peers peer(ServerHttpRequest request) {
        Object inner = ServerHttpRequestDecorator.getNativeRequest(request);
        SocketAddress peer =
                inner instanceof Connection connection ? connection.channel().remoteAddress() : null;
        return new Peers(host(request.getRemoteAddress()), host(peer));
    }

    private static String host(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getHostString() : "unknown";
    }
}
