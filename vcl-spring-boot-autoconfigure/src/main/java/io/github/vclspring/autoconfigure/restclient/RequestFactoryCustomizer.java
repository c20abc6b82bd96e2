/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.restclient;

import io.github.vclspring.autoconfigure.client.Verdict;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.http.client.ReactorResourceFactory;

/** Sets the event loops of Reactor Netty's request factory. Not called for other factories. */
final class RequestFactoryCustomizer
        implements ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> {

    private static final Class<?> TYPE = ClientHttpRequestFactoryBuilder.class;

    private final ReactorResourceFactory resourceFactory;
    private volatile boolean applied;

    RequestFactoryCustomizer(ReactorResourceFactory resourceFactory) {
        this.resourceFactory = resourceFactory;
    }

    @Override
    public ReactorClientHttpRequestFactoryBuilder customize(ReactorClientHttpRequestFactoryBuilder builder) {
        applied = true;
        return builder.withReactorResourceFactory(resourceFactory);
    }

    Verdict verdict(ConfigurableListableBeanFactory beans) {
        Verdict verdict = Verdict.ofBeans(beans, TYPE, applied);
        for (String name : beans.getBeanNamesForType(TYPE, true, false)) {
            if (!applied && beans.containsSingleton(name)) {
                return Verdict.kernel(
                        beans.getBean(name) instanceof ReactorClientHttpRequestFactoryBuilder
                                ? "the bean '" + name + "' is your own. Give it the bean ReactorResourceFactory"
                                : "the bean '" + name + "' is not Reactor Netty's. Set"
                                        + " spring.http.clients.imperative.factory: reactor");
            }
        }
        return verdict;
    }
}
