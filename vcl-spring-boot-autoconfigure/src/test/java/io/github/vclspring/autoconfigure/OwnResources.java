/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.config.VclConfig;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** What a user may put in the auto-configuration's place. */
final class OwnResources {

    private OwnResources() {}

    @Configuration(proxyBeanMethods = false)
    static class OwnLoops {

        @Bean(destroyMethod = "dispose")
        VclLoopResources ownLoops(VclConfig config, VppcomLibrary library) {
            return VclLoopResources.create("own", config, library);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFactory {

        @Bean
        ReactorResourceFactory ownFactory(VclLoopResources loops) {
            ReactorResourceFactory factory = new ReactorResourceFactory();
            factory.setUseGlobalResources(false);
            factory.setLoopResources(loops);
            return factory;
        }
    }
}
