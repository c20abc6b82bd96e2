/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.config.VclConfig;

/**
 * Callback for beans that change the auto-configured {@link VclConfig} before it is built. Runs after the {@code vcl.*}
 * properties were applied; several run in their {@link org.springframework.core.annotation.Order}. A value that VCL would
 * not take fails the start with an {@link io.github.vclspring.config.VclConfigException}.
 */
@FunctionalInterface
public interface VclConfigCustomizer {

    /** Changes the builder. */
    void customize(VclConfig.Builder builder);
}
