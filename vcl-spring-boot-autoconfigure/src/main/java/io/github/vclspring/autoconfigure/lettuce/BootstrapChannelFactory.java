/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.lettuce;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ChannelFactory;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.lang.reflect.Field;
import java.util.Optional;

/**
 * Replaces the channel factory of a {@link Bootstrap} that already has one. Lettuce 7.5 sets its own by a static method
 * (ConnectionBuilder.configureBootstrap), and Netty 4.2 refuses a second one.
 */
@SuppressWarnings("deprecation") // the type of the field
final class BootstrapChannelFactory {

    private final Field field;

    private BootstrapChannelFactory(Field field) {
        this.field = field;
    }

    /** Returns empty if the field does not exist or cannot be set. */
    static Optional<BootstrapChannelFactory> find() {
        try {
            Field field = AbstractBootstrap.class.getDeclaredField("channelFactory");
            field.setAccessible(true);
            BootstrapChannelFactory factory = new BootstrapChannelFactory(field);
            return factory.isWorking() ? Optional.of(factory) : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private boolean isWorking() {
        Bootstrap bootstrap = new Bootstrap().channel(NioSocketChannel.class);
        ChannelFactory<Channel> wanted = NioSocketChannel::new;
        set(bootstrap, wanted);
        return bootstrap.config().channelFactory() == wanted;
    }

    void set(Bootstrap bootstrap, ChannelFactory<? extends Channel> channelFactory) {
        try {
            field.set(bootstrap, channelFactory);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns whether the bootstrap creates TCP channels. Netty's factory shows the class only in its toString. */
    boolean makesTcp(Bootstrap bootstrap) {
        return text(bootstrap).contains("SocketChannel") && !makesUnix(bootstrap);
    }

    boolean makesUnix(Bootstrap bootstrap) {
        return text(bootstrap).contains("DomainSocketChannel");
    }

    private static String text(Bootstrap bootstrap) {
        return String.valueOf(bootstrap.config().channelFactory());
    }
}
