/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.rsocket;

import io.github.vclspring.autoconfigure.client.Verdict;
import io.rsocket.loadbalance.LoadbalanceStrategy;
import io.rsocket.loadbalance.LoadbalanceTarget;
import io.rsocket.transport.ClientTransport;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.client.WebsocketClientTransport;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.messaging.rsocket.RSocketConnectorConfigurer;
import org.springframework.messaging.rsocket.RSocketRequester;
import org.springframework.messaging.rsocket.RSocketStrategies;
import org.springframework.util.MimeType;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;

/** Replaces the TCP and WebSocket transports of Spring's builder, which use Reactor Netty's global resources. */
final class VclRequesterBuilder implements RSocketRequester.Builder {

    private static final Set<String> SECURE = Set.of("wss", "https");
    private static final String BEAN = "vclRSocketRequesterBuilder";

    private final RSocketRequester.Builder delegate;
    private final LoopResources loops;

    VclRequesterBuilder(RSocketRequester.Builder delegate, LoopResources loops) {
        this.delegate = delegate;
        this.loops = loops;
    }

    static Verdict verdict(ConfigurableListableBeanFactory beans) {
        return beans.containsBean(BEAN)
                ? Verdict.follows()
                : Verdict.kernel("the bean RSocketRequester.Builder is your own. Connect it by a transport whose client"
                        + " runs on the event loops of the ReactorResourceFactory, or remove the bean");
    }

    @Override
    public RSocketRequester.Builder dataMimeType(@Nullable MimeType mimeType) {
        delegate.dataMimeType(mimeType);
        return this;
    }

    @Override
    public RSocketRequester.Builder metadataMimeType(MimeType mimeType) {
        delegate.metadataMimeType(mimeType);
        return this;
    }

    @Override
    public RSocketRequester.Builder setupData(Object data) {
        delegate.setupData(data);
        return this;
    }

    @Override
    public RSocketRequester.Builder setupRoute(String route, Object... routeVars) {
        delegate.setupRoute(route, routeVars);
        return this;
    }

    @Override
    public RSocketRequester.Builder setupMetadata(Object value, @Nullable MimeType mimeType) {
        delegate.setupMetadata(value, mimeType);
        return this;
    }

    @Override
    public RSocketRequester.Builder rsocketStrategies(@Nullable RSocketStrategies strategies) {
        delegate.rsocketStrategies(strategies);
        return this;
    }

    @Override
    public RSocketRequester.Builder rsocketStrategies(Consumer<RSocketStrategies.Builder> configurer) {
        delegate.rsocketStrategies(configurer);
        return this;
    }

    @Override
    public RSocketRequester.Builder rsocketConnector(RSocketConnectorConfigurer configurer) {
        delegate.rsocketConnector(configurer);
        return this;
    }

    @Override
    public RSocketRequester.Builder apply(Consumer<RSocketRequester.Builder> configurer) {
        configurer.accept(this);
        return this;
    }

    @Override
    public RSocketRequester tcp(String host, int port) {
        return delegate.transport(tcpTransport(host, port));
    }

    @Override
    public RSocketRequester websocket(URI uri) {
        return delegate.transport(websocketTransport(uri));
    }

    @Override
    public RSocketRequester transport(ClientTransport transport) {
        return delegate.transport(transport);
    }

    @Override
    public RSocketRequester transports(
            Publisher<List<LoadbalanceTarget>> targets, LoadbalanceStrategy loadbalanceStrategy) {
        return delegate.transports(targets, loadbalanceStrategy);
    }

    @Override
    @Deprecated
    public Mono<RSocketRequester> connectTcp(String host, int port) {
        return delegate.connect(tcpTransport(host, port));
    }

    @Override
    @Deprecated
    public Mono<RSocketRequester> connectWebSocket(URI uri) {
        return delegate.connect(websocketTransport(uri));
    }

    @Override
    @Deprecated
    public Mono<RSocketRequester> connect(ClientTransport transport) {
        return delegate.connect(transport);
    }

    private ClientTransport tcpTransport(String host, int port) {
        return TcpClientTransport.create(
                TcpClient.create().host(host).port(port).runOn(loops));
    }

    /** Creates the same client as WebsocketClientTransport.create(URI) of RSocket 1.1, with the event loops. */
    private ClientTransport websocketTransport(URI uri) {
        boolean secure = SECURE.contains(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : (secure ? 443 : 80);
        HttpClient client = HttpClient.create().host(uri.getHost()).port(port).runOn(loops);
        return WebsocketClientTransport.create(secure ? client.secure() : client, uri.getPath());
    }
}
