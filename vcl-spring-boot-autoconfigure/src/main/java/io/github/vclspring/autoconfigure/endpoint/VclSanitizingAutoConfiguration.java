/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.endpoint;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that masks the namespace secret in all endpoints of Actuator, also
 * if VCL is disabled.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class VclSanitizingAutoConfiguration {

    VclSanitizingAutoConfiguration() {}

    @Bean
    SanitizingFunction vclSanitizingFunction() {
        return new SecretOptions();
    }
}
