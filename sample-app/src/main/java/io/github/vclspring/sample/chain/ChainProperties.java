/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The service's place in the chain.
 *
 * @param name name of this service
 * @param next name of the service that it asks, if {@code spring.grpc.client.channel.next-vcl} leads to one
 * @param kernelPort port of the gRPC server over the kernel; there is no such server unless it is set
 */
@ConfigurationProperties("sample.chain")
record ChainProperties(
        @DefaultValue("service") String name,
        @DefaultValue("next service") String next,
        @DefaultValue("0") int kernelPort) {}
