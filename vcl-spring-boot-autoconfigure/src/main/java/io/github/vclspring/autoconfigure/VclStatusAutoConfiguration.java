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

/** {@link EnableAutoConfiguration Auto-configuration} for {@link VclStatus}, which also covers a disabled VCL. */
@AutoConfiguration(after = VclAutoConfiguration.class)
@ConditionalOnClass(VclLoopResources.class)
public final class VclStatusAutoConfiguration {

    VclStatusAutoConfiguration() {}

    // Uses the application and not the lazy bean of the loops: requesting that would attach even if nothing needs it.
    @Bean
    @ConditionalOnMissingBean
    VclStatus vclStatus(ObjectProvider<VclFallback> fallback, Environment environment) {
        return new VclStatus(
                VclApplication::current, fallback.getIfAvailable(), OnVclFlag.isOn(environment, "vcl.enabled", true));
    }
}
