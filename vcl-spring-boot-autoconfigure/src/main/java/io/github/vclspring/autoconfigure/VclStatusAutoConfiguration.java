/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.resources.VclLoopResources;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link VclStatus}, also where VCL is disabled: that is a status,
 * too.
 */
@AutoConfiguration(after = VclAutoConfiguration.class)
@ConditionalOnClass(VclLoopResources.class)
public final class VclStatusAutoConfiguration {

    VclStatusAutoConfiguration() {}

    // The application and not the bean of the loops: to ask for that, which is lazy, would attach where nobody needs
    // it.
    @Bean
    @ConditionalOnMissingBean
    VclStatus vclStatus(ObjectProvider<VclFallback> fallback, Environment environment) {
        return new VclStatus(VclApplication::current, fallback.getIfAvailable(), OnVclEnabled.in(environment));
    }
}
