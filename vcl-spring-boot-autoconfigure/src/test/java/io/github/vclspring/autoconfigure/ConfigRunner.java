/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.config.VclConfig;
import java.util.function.Consumer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.client.ReactorResourceFactory;

/** Contexts that have a configuration and use it for nothing. */
final class ConfigRunner {

    static final ApplicationContextRunner RUNNER = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(VclAutoConfiguration.class))
            .withBean(ReactorResourceFactory.class)
            .withPropertyValues("vcl.worker.count=2", "vcl.worker.spin=1ms");

    private ConfigRunner() {}

    static void with(String property, Consumer<VclConfig> assertions) {
        RUNNER.withPropertyValues(property).run(context -> assertions.accept(context.getBean(VclConfig.class)));
    }
}
