/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import io.github.vclspring.config.VclConfigException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/** Checks that each {@code vcl.client.*.enabled} and {@code vcl.server.*.enabled} names a known client. */
final class ClientPropertyNames {

    private static final Logger LOG = LoggerFactory.getLogger(VclClientReport.class);

    /** Nothing wider: for a service named vcl-client Kubernetes sets variables such as VCL_CLIENT_PORT. */
    private static final Pattern SWITCH = Pattern.compile("vcl\\.((?:client|server)\\.[^.]+\\.enabled)");

    private final Environment environment;

    ClientPropertyNames(Environment environment) {
        this.environment = environment;
    }

    /**
     * Rejects unknown names and contradictions, and warns about properties of libraries that are absent.
     *
     * @throws VclConfigException if a client is unknown, or if the settings contradict each other
     */
    void check(Predicate<KnownClient> present) {
        for (String name : names()) {
            Optional<KnownClient> client = KnownClient.ofProperty(name);
            if (client.isEmpty()) {
                refuseUnknown(name);
            } else if (!present.test(client.get())) {
                LOG.warn(
                        "{} has no effect, because its library is not on the class path. Add the library, or remove the"
                                + " property.",
                        name);
            }
        }
        ClientSettings settings = ClientSettings.of(environment);
        if (settings.isKernel() && settings.isEnabled(KnownClient.GLOBAL_RESOURCES)) {
            throw new VclConfigException(
                    "client.global-resources",
                    true,
                    "contradicts vcl.client.transport: kernel",
                    "Set vcl.client.transport to vcl, or vcl.client.global-resources to false.");
        }
    }

    private void refuseUnknown(String name) {
        String known = Arrays.stream(KnownClient.values())
                .flatMap(client -> client.property().stream())
                .filter(property -> SWITCH.matcher(property).matches())
                .collect(Collectors.joining(", "));
        Matcher matcher = SWITCH.matcher(name);
        throw new VclConfigException(
                matcher.matches() ? matcher.group(1) : name,
                String.valueOf(environment.getProperty(name)),
                "names no client that can use VCL",
                "Use one of " + known + ".");
    }

    private List<String> names() {
        TreeSet<String> names = new TreeSet<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream()
                        .map(ConfigurationPropertyName::toString)
                        .filter(name -> SWITCH.matcher(name).matches())
                        .forEach(names::add);
            }
        }
        return List.copyOf(names);
    }
}
