/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.health;

import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.VclStatusAutoConfiguration;
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
@AutoConfiguration(after = VclStatusAutoConfiguration.class, before = HealthContributorAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(VclStatus.class)
@ConditionalOnEnabledHealthIndicator("vcl")
public final class VclHealthContributorAutoConfiguration {

    VclHealthContributorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"vclHealthIndicator", "vclHealthContributor"})
    VclHealthIndicator vclHealthIndicator(VclStatus status) {
        return new VclHealthIndicator(status);
    }
}
