/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.mongodb;

import com.mongodb.MongoClientSettings;
import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.client.ConditionalOnVclClient;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClientHook;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

/** {@link EnableAutoConfiguration Auto-configuration} for MongoDB's drivers, reactive and sync. */
@AutoConfiguration(
        after = VclAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration",
            "org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration"
        })
@ConditionalOnClass({MongoClientSettings.class, MongoClientSettingsBuilderCustomizer.class})
@ConditionalOnVclClient(KnownClient.MONGODB)
public final class VclMongoAutoConfiguration {

    VclMongoAutoConfiguration() {}

    @Bean
    MongoSettingsCustomizer vclMongoSettingsCustomizer(
            ReactorResourceFactory resourceFactory, ObjectProvider<MongoClientSettings> settings) {
        return new MongoSettingsCustomizer(resourceFactory.getLoopResources(), settings);
    }

    @Bean
    VclClientHook vclMongoHook(MongoSettingsCustomizer customizer, ConfigurableListableBeanFactory beans) {
        return new VclClientHook(KnownClient.MONGODB, () -> customizer.verdict(beans));
    }
}
