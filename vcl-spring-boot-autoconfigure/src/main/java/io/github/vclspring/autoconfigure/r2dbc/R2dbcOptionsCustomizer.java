/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.r2dbc;

import io.github.vclspring.autoconfigure.client.Verdict;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import reactor.netty.resources.LoopResources;

/** Sets the event loops as the option that all drivers on Reactor Netty share. */
final class R2dbcOptionsCustomizer implements ConnectionFactoryOptionsBuilderCustomizer {

    /** The same constant in the drivers of PostgreSQL (1.1), MariaDB (1.4) and MySQL (1.4): options are pooled by name. */
    private static final Option<LoopResources> LOOP_RESOURCES = Option.valueOf("loopResources");

    private static final Set<String> DRIVERS = Set.of("postgresql", "postgres", "mariadb", "mysql");

    private final LoopResources loops;
    private volatile boolean applied;
    private volatile @Nullable String unfit;

    R2dbcOptionsCustomizer(LoopResources loops) {
        this.loops = loops;
    }

    @Override
    public void customize(ConnectionFactoryOptions.Builder builder) {
        ConnectionFactoryOptions options = builder.build();
        String driver = driver(options);
        if (!DRIVERS.contains(driver)) {
            unfit = driver;
        } else if (!options.hasOption(LOOP_RESOURCES)) {
            builder.option(LOOP_RESOURCES, loops);
            applied = true;
        }
    }

    /** Returns the driver; for one that wraps another, such as {@code pool}, the one that it wraps. */
    private static String driver(ConnectionFactoryOptions options) {
        String driver = String.valueOf(options.getValue(ConnectionFactoryOptions.DRIVER));
        Object protocol = options.getValue(ConnectionFactoryOptions.PROTOCOL);
        boolean wraps = driver.equals("pool") || driver.equals("proxy");
        return wraps && protocol != null ? lastWrapped(protocol.toString()) : driver;
    }

    private static String lastWrapped(String protocol) {
        String[] parts = protocol.split(":", -1);
        int first = parts.length > 1 && (parts[0].equals("pool") || parts[0].equals("proxy")) ? 1 : 0;
        return parts[first];
    }

    Verdict verdict(ConfigurableListableBeanFactory beans) {
        String driver = unfit;
        if (!applied && driver != null) {
            return Verdict.kernel("the driver '" + driver
                    + "' has no option for event loops. Those of PostgreSQL, MariaDB and MySQL have");
        }
        return Verdict.ofBeans(beans, ConnectionFactory.class, applied);
    }
}
