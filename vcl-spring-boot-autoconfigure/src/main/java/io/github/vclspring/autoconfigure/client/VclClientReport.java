/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.channel.VclSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import reactor.netty.resources.LoopResources;

/** Lists the transport of each client. Thread-safe. */
public final class VclClientReport {

    private final VclStatus status;
    private final ApplicationContext context;
    private final ClientSettings settings;
    private final Map<KnownClient, VclClientHook> hooks;
    private final Supplier<@Nullable LoopResources> loops;

    VclClientReport(
            VclStatus status,
            ApplicationContext context,
            Environment environment,
            List<VclClientHook> hooks,
            Supplier<@Nullable LoopResources> loops) {
        this.status = status;
        this.context = context;
        this.settings = ClientSettings.of(environment);
        this.hooks = hooks.stream().collect(Collectors.toMap(VclClientHook::client, Function.identity(), (a, b) -> a));
        this.loops = loops;
    }

    /** Returns all known clients, in the order of {@link KnownClient}. */
    public List<VclClient> clients() {
        return Arrays.stream(KnownClient.values()).map(this::client).toList();
    }

    /** Returns one client. */
    public VclClient client(KnownClient client) {
        if (!client.isPresent(context.getClassLoader())) {
            return row(client, Transport.ABSENT, "its library is not on the class path");
        }
        if (!client.isPossible()) {
            return row(client, Transport.CANNOT, client.reason());
        }
        return client == KnownClient.HTTP_INTERFACES ? httpInterfaces() : possible(client);
    }

    /** Returns whether a user would expect VCL, and no property chose the kernel. */
    boolean isSurprising(KnownClient client, VclClient row) {
        return switch (row.transport()) {
            case VCL, ABSENT -> false;
            case CANNOT -> client.isExpectedToFollow() && !isCoveredByGlobals(client);
            case KERNEL ->
                status.fallbackCause().isEmpty() && settings.whyKernel(client).isEmpty();
        };
    }

    private boolean isCoveredByGlobals(KnownClient client) {
        return client == KnownClient.R2DBC_MSSQL && settings.isEnabled(KnownClient.GLOBAL_RESOURCES);
    }

    private VclClient possible(KnownClient client) {
        VclClientHook hook = hooks.get(client);
        Verdict verdict = (hook != null) ? hook.verdict().get() : null;
        if (verdict != null && verdict.transport() == Transport.ABSENT) {
            return row(client, Transport.ABSENT, String.valueOf(verdict.reason()));
        }
        Optional<String> kernel = whyKernel(client, verdict);
        return kernel.map(reason -> row(client, Transport.KERNEL, reason))
                .orElseGet(() -> row(client, Transport.VCL, client.reason()));
    }

    private Optional<String> whyKernel(KnownClient client, @Nullable Verdict verdict) {
        if (status.state() == VclStatus.State.DISABLED) {
            return Optional.of("vcl.enabled is false");
        }
        if (status.fallbackCause().isPresent()) {
            return Optional.of("the application could not attach to VPP, and vcl.attach.on-failure is fallback");
        }
        Optional<String> configured = settings.whyKernel(client);
        if (configured.isPresent()) {
            return configured;
        }
        if (verdict == null) {
            return Optional.of("its auto-configuration, Spring Boot's or VCL's, is not active");
        }
        if (verdict.transport() == Transport.KERNEL) {
            return Optional.ofNullable(verdict.reason());
        }
        return isVcl()
                ? Optional.empty()
                : Optional.of("the bean ReactorResourceFactory has other event loops. Leave it out, or give it those of"
                        + " the bean VclLoopResources");
    }

    /** Checks the class of the channels, because the event loops may be wrapped. */
    private boolean isVcl() {
        LoopResources resources = loops.get();
        return resources != null
                && VclSocketChannel.class.isAssignableFrom(
                        resources.onChannelClass(SocketChannel.class, resources.onServer(true)));
    }

    private VclClient httpInterfaces() {
        if (BeansByName.of(context, "org.springframework.web.service.registry.HttpServiceProxyRegistry")
                .isEmpty()) {
            return row(KnownClient.HTTP_INTERFACES, Transport.ABSENT, "no group of HTTP interfaces is imported");
        }
        VclClient rest = client(KnownClient.RESTCLIENT);
        VclClient builder = rest.transport() == Transport.ABSENT ? client(KnownClient.WEBCLIENT) : rest;
        return row(KnownClient.HTTP_INTERFACES, builder.transport(), "as " + builder.name() + ": " + builder.reason());
    }

    private static VclClient row(KnownClient client, Transport transport, String reason) {
        return new VclClient(client.id(), transport, reason);
    }
}
