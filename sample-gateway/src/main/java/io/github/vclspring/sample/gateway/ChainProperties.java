/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The chain that the page shows.
 *
 * @param first name of the service that the routes lead to
 * @param services base URLs at which the services report their hops, in the chain's order. Use their servers over the
 *     kernel, so that the page has news while VPP is stopped
 */
@ConfigurationProperties("sample.chain")
record ChainProperties(
        @DefaultValue("front") String first, @DefaultValue List<String> services) {}
