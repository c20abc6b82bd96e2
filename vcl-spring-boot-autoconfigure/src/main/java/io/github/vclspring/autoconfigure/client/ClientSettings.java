/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import java.util.Optional;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;

/** The properties of the clients, read before they are bound. Binding rejects values that cannot be converted. */
record ClientSettings(Environment environment) {

    static ClientSettings of(Environment environment) {
        return new ClientSettings(environment);
    }

    boolean isKernel() {
        return environment.getProperty("vcl.client.transport", "vcl").strip().equalsIgnoreCase("kernel");
    }

    boolean isEnabled(KnownClient client) {
        boolean byDefault = !client.isOptIn();
        return client.property().map(name -> flag(name, byDefault)).orElse(true);
    }

    private boolean flag(String name, boolean byDefault) {
        try {
            return environment.getProperty(name, Boolean.class, byDefault);
        } catch (ConversionException e) {
            return byDefault;
        }
    }

    /** Returns why the properties leave a client on the kernel, or empty if they do not. */
    Optional<String> whyKernel(KnownClient client) {
        if (client.isOutbound() && isKernel()) {
            return Optional.of("vcl.client.transport is kernel");
        }
        if (isEnabled(client)) {
            return Optional.empty();
        }
        String property = client.property().orElseThrow();
        return Optional.of(
                client.isOptIn() ? "it is opt-in. Set " + property + ": true to move it" : property + " is false");
    }
}
