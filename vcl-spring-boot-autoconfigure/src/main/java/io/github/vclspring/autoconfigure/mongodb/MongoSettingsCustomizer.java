/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.mongodb;

import com.mongodb.MongoClientSettings;
import com.mongodb.UnixServerAddress;
import com.mongodb.connection.TransportSettings;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.autoconfigure.client.Verdict;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;
import reactor.netty.resources.LoopResources;

/** Sets Netty as the transport of MongoDB's drivers, on the event loops. */
final class MongoSettingsCustomizer implements MongoClientSettingsBuilderCustomizer, Ordered {

    private static final String[] CLIENTS = {
        "com.mongodb.client.MongoClient", "com.mongodb.reactivestreams.client.MongoClient"
    };

    private final LoopResources loops;
    private final ObjectProvider<MongoClientSettings> settings;
    private volatile boolean applied;
    private volatile @Nullable String left;

    MongoSettingsCustomizer(LoopResources loops, ObjectProvider<MongoClientSettings> settings) {
        this.loops = loops;
        this.settings = settings;
    }

    @Override
    public void customize(MongoClientSettings.Builder builder) {
        MongoClientSettings given = settings.getIfAvailable();
        if (given != null && given.getTransportSettings() != null) {
            left = "the bean MongoClientSettings has its own transport settings. Set the event loops of the"
                    + " ReactorResourceFactory in them, or remove them";
            return;
        }
        if (builder.build().getClusterSettings().getHosts().stream().anyMatch(UnixServerAddress.class::isInstance)) {
            left = "a server is a unix domain socket, which only the kernel has";
            return;
        }
        EventLoopGroup group = loops.onClient(true);
        builder.transportSettings(TransportSettings.nettyBuilder()
                .eventLoopGroup(group)
                .socketChannelClass(loops.onChannelClass(SocketChannel.class, group))
                .build());
        applied = true;
    }

    Verdict verdict(ConfigurableListableBeanFactory beans) {
        String reason = left;
        if (reason != null) {
            return Verdict.kernel(reason);
        }
        Verdict verdict = Verdict.unused("no bean of the type MongoClient");
        for (String client : CLIENTS) {
            if (ClassUtils.isPresent(client, beans.getBeanClassLoader())) {
                Class<?> type = ClassUtils.resolveClassName(client, beans.getBeanClassLoader());
                Verdict found = Verdict.ofBeans(beans, type, applied);
                verdict = found.transport() == Transport.ABSENT ? verdict : found;
            }
        }
        return verdict;
    }

    /** Returns an order after Spring Boot's customizer for the reactive driver, and before a user's own. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 10;
    }
}
