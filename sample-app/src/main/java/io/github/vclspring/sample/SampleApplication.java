/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** A WebFlux application like any other: nothing in it knows of VPP, but for {@link TransportController}, which shows it. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SampleApplication {

    /** Starts it. */
    public static void main(String[] args) {
        SpringApplication.run(SampleApplication.class, args);
    }
}
