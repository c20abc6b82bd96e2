/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.common;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A second server, over the kernel.
 *
 * @param address It listens on this address.
 * @param port It listens on this port; there is no such server unless it is set.
 */
@ConfigurationProperties("sample.kernel")
record KernelTwinProperties(
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("0") int port) {}
