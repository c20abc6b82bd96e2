/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The gRPC endpoint. Spring Boot serves it. */
@Configuration(proxyBeanMethods = false)
@Profile("chain")
class ChainConfiguration {

    @Bean
    GreeterService greeterService(Greetings greetings) {
        return new GreeterService("vcl", greetings);
    }
}
