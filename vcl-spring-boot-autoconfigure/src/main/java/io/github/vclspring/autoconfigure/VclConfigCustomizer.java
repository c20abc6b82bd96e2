/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.config.VclConfig;

/**
 * Callback for beans that change the auto-configured {@link VclConfig} before it is built. Called after the
 * {@code vcl.*} properties are applied, in the customizers' {@link org.springframework.core.annotation.Order}. A value
 * that VCL would not accept fails the start with a {@link io.github.vclspring.config.VclConfigException}.
 */
@FunctionalInterface
public interface VclConfigCustomizer {

    /** Customizes the builder. */
    void customize(VclConfig.Builder builder);
}
