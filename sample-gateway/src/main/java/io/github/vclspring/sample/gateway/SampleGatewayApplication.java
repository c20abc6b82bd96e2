/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import io.github.vclspring.sample.common.Hops;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** A gateway like any other: its routes are in application.yml. The other classes measure the chain and show it. */
@SpringBootApplication(scanBasePackageClasses = {SampleGatewayApplication.class, Hops.class})
@ConfigurationPropertiesScan(basePackageClasses = {SampleGatewayApplication.class, Hops.class})
public class SampleGatewayApplication {

    /** Starts it. */
    public static void main(String[] args) {
        SpringApplication.run(SampleGatewayApplication.class, args);
    }
}
