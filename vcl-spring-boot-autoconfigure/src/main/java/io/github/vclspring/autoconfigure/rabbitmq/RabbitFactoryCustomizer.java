/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.rabbitmq;

import com.rabbitmq.client.ConnectionFactory;
import io.github.vclspring.autoconfigure.client.Verdict;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import reactor.netty.resources.LoopResources;

/** Switches RabbitMQ's client from the JDK's blocking sockets to Netty on the event loops. */
final class RabbitFactoryCustomizer implements ConnectionFactoryCustomizer {

    private static final Class<?> TYPE = org.springframework.amqp.rabbit.connection.ConnectionFactory.class;

    private final LoopResources loops;
    private volatile boolean applied;
    private volatile boolean secure;

    RabbitFactoryCustomizer(LoopResources loops) {
        this.loops = loops;
    }

    @Override
    public void customize(ConnectionFactory factory) {
        if (factory.isSSL()) {
            // on Netty the client (5.30) ignores the factory's SSLContext, and would send in plain text
            secure = true;
            return;
        }
        EventLoopGroup group = loops.onClient(true);
        factory.netty()
                .eventLoopGroup(group)
                .bootstrapCustomizer(
                        bootstrap -> bootstrap.channelFactory(() -> loops.onChannel(SocketChannel.class, group)));
        applied = true;
    }

    Verdict verdict(ConfigurableListableBeanFactory beans) {
        return secure
                ? Verdict.kernel(
                        "it uses the JDK's TLS, which the client ignores on Netty. Set the TLS context yourself by"
                                + " ConnectionFactory.netty().sslContext")
                : Verdict.ofBeans(beans, TYPE, applied);
    }
}
