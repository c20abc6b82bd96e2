/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.endpoint;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclCheck;
import io.github.vclspring.application.VclDiagnosis;
import io.github.vclspring.autoconfigure.VclConfigurationReport;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.VclStatusAutoConfiguration;
import io.github.vclspring.autoconfigure.client.VclClientAutoConfiguration;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.github.vclspring.vppcom.library.VppcomUnavailableException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** {@link EnableAutoConfiguration Auto-configuration} for {@link VclEndpoint}. */
@AutoConfiguration(after = {VclStatusAutoConfiguration.class, VclClientAutoConfiguration.class})
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(VclStatus.class)
@ConditionalOnAvailableEndpoint(VclEndpoint.class)
public final class VclEndpointAutoConfiguration {

    VclEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    VclEndpoint vclEndpoint(
            VclStatus status,
            ObjectProvider<VclConfigurationReport> report,
            ObjectProvider<VclConfig> config,
            ObjectProvider<VppcomLibrary> library,
            ObjectProvider<VclLoopResources> loops,
            ObjectProvider<VclClientReport> clients,
            ObjectProvider<SanitizingFunction> sanitizingFunctions) {
        Sanitizer sanitizer = new Sanitizer(sanitizingFunctions.orderedStream().toList());
        return new VclEndpoint(
                status,
                new VclSettings(status, report.getIfAvailable(), sanitizer),
                () -> diagnose(status, config.getIfAvailable(), library),
                () -> group(status, loops),
                clients.getIfAvailable());
    }

    private static List<VclCheck> diagnose(
            VclStatus status, @Nullable VclConfig config, ObjectProvider<VppcomLibrary> library) {
        VclApplication application = status.application().orElse(null);
        if (application != null) {
            return VclDiagnosis.run(application.config(), application.library(), application);
        }
        if (config == null) {
            return List.of(VclCheck.skipped("enabled", "VCL is not in use: " + status.state()));
        }
        try {
            return VclDiagnosis.run(config, library.getObject(), null);
        } catch (BeansException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof VppcomUnavailableException unavailable) {
                    return List.of(
                            VclCheck.failed("library", String.valueOf(cause.getMessage()), unavailable.remedy()));
                }
            }
            throw e;
        }
    }

    /** Returns the event loops. Does not attach: if there is an application, the lazy bean already exists. */
    private static @Nullable VclEventLoopGroup group(VclStatus status, ObjectProvider<VclLoopResources> loops) {
        if (status.application().isEmpty()) {
            return null;
        }
        VclLoopResources resources = loops.getIfAvailable();
        return (resources != null && resources.onServer(true) instanceof VclEventLoopGroup group) ? group : null;
    }
}
