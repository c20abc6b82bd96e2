/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.health;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.VclFallback;
import io.github.vclspring.resources.VclLoopResources;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** {@link EnableAutoConfiguration Auto-configuration} for {@link VclHealthIndicator}. */
@AutoConfiguration(after = VclAutoConfiguration.class, before = HealthContributorAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(VclLoopResources.class)
@ConditionalOnEnabledHealthIndicator("vcl")
public final class VclHealthContributorAutoConfiguration {

    VclHealthContributorAutoConfiguration() {}

    // The application and not the bean: asking for the lazy bean would attach to VPP where nobody needs it.
    @Bean
    @ConditionalOnMissingBean(name = {"vclHealthIndicator", "vclHealthContributor"})
    VclHealthIndicator vclHealthIndicator(ObjectProvider<VclFallback> fallback) {
        return new VclHealthIndicator(VclApplication::current, fallback.getIfAvailable());
    }
}
