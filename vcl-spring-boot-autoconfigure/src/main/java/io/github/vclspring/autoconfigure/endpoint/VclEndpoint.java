/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.endpoint;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclCheck;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.client.VclClient;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.eventloop.VclSessionInfo;
import io.github.vclspring.eventloop.VclSessionList;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint} that shows how VCL is configured and what runs on it. Parts: {@code status}, {@code configuration},
 * {@code environment}, {@code library}, {@code clients}, {@code workers}, {@code listeners}, {@code sessions} and
 * {@code diagnosis}.
 *
 * <p>Sessions and listeners are queried on their event loops, which blocks the caller for up to two seconds per part.
 */
@Endpoint(id = "vcl")
public class VclEndpoint {

    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final VclStatus status;
    private final VclSettings settings;
    private final Supplier<List<VclCheck>> diagnosis;
    private final Supplier<@Nullable VclEventLoopGroup> loops;
    private final @Nullable VclClientReport clients;

    VclEndpoint(
            VclStatus status,
            VclSettings settings,
            Supplier<List<VclCheck>> diagnosis,
            Supplier<@Nullable VclEventLoopGroup> loops,
            @Nullable VclClientReport clients) {
        this.status = status;
        this.settings = settings;
        this.diagnosis = diagnosis;
        this.loops = loops;
        this.clients = clients;
    }

    /** Returns everything except the diagnosis, with the first page of sessions. */
    @ReadOperation
    public Map<String, Object> vcl() {
        Map<String, Object> all = new LinkedHashMap<>(status());
        put(all, "library", settings.library());
        put(all, "configuration", settings.configuration());
        put(all, "vclConf", settings.vclConf());
        put(all, "environment", settings.environment());
        all.put("clients", clients());
        put(all, "workers", VclWorkerDescriptor.list(status));
        all.putAll(sessions(0, PAGE));
        return all;
    }

    /**
     * Returns one part.
     *
     * @param part name of the part
     * @param offset for {@code sessions}: how many to skip; 0 by default
     * @param limit for {@code sessions}: maximum number, up to 1000; 50 by default
     * @return the part, or null if it does not exist
     */
    @ReadOperation
    public @Nullable Object part(@Selector String part, @Nullable Integer offset, @Nullable Integer limit) {
        return switch (part) {
            case "status" -> status();
            case "configuration" -> settings.configuration();
            case "environment" -> settings.environment();
            case "library" -> settings.library();
            case "clients" -> clients();
            case "workers" -> VclWorkerDescriptor.list(status);
            // an offset beyond the last session, so that no loop describes any
            case "listeners" -> sessions(Integer.MAX_VALUE, LARGEST_PAGE).get("listeners");
            case "sessions" ->
                sessions(
                        within("offset", offset, 0, Integer.MAX_VALUE),
                        within("limit", limit == null ? (Integer) PAGE : limit, 1, LARGEST_PAGE));
            case "diagnosis" -> diagnosis();
            default -> null;
        };
    }

    private List<VclClient> clients() {
        VclClientReport report = clients;
        return report != null ? report.clients() : List.of();
    }

    private static int within(String name, @Nullable Integer value, int min, int max) {
        int given = (value != null) ? value : min;
        if (given < min || given > max) {
            String reason = name + " is " + given + " and must be " + min + " to " + max;
            // a response over HTTP shows the reason, JMX the message
            throw new InvalidEndpointRequestException(reason, reason);
        }
        return given;
    }

    private Map<String, Object> status() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", status.state());
        details.put("since", status.since());
        status.fallbackCause().ifPresent(cause -> details.put("reason", String.valueOf(cause.getMessage())));
        status.application().ifPresent(application -> describe(details, application));
        return details;
    }

    private void describe(Map<String, Object> details, VclApplication application) {
        details.put("transport", application.library().needsVpp() ? "vpp" : "loopback");
        put(
                details,
                "appName",
                settings.sanitized("vcl.app-name", application.config().appName()));
        application
                .appSocket()
                .ifPresent(socket -> put(details, "appSocket", settings.sanitized(VclOption.APP_SOCKET_API, socket)));
        details.put("reattachments", application.reattachments());
    }

    private Map<String, Object> diagnosis() {
        List<VclCheck> checks = diagnosis.get();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(
                "result",
                checks.stream()
                        .map(VclCheck::result)
                        .filter(result -> result != VclCheck.Result.SKIPPED)
                        .max(Enum::compareTo)
                        .orElse(VclCheck.Result.SKIPPED));
        details.put("checks", checks);
        return details;
    }

    private Map<String, Object> sessions(int offset, int limit) {
        VclEventLoopGroup group = loops.get();
        Map<String, Object> details = new LinkedHashMap<>();
        if (group == null) {
            details.put("listeners", List.of());
            details.put("sessions", List.of());
            return details;
        }
        try {
            VclSessionList list = group.sessions(offset, limit, PATIENCE);
            details.put(
                    "listeners",
                    list.listeners().stream().map(VclEndpoint::listener).toList());
            details.put("totalSessions", list.total());
            details.put("offset", offset);
            details.put(
                    "sessions",
                    list.sessions().stream().map(VclEndpoint::session).toList());
            details.put("unanswered", list.unanswered());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return details;
    }

    private static Map<String, Object> listener(VclSessionInfo info) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("worker", info.worker());
        details.put("session", info.session());
        details.put("address", text(info.local()));
        details.put("accepts", info.reads());
        return details;
    }

    private static Map<String, Object> session(VclSessionInfo info) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("worker", info.worker());
        details.put("session", info.session());
        details.put("kind", info.kind());
        details.put("local", text(info.local()));
        details.put("remote", text(info.remote()));
        details.put("unreadBytes", info.unread());
        details.put("roomBytes", info.room());
        details.put("pendingBytes", info.pending());
        details.put("reads", info.reads());
        return details;
    }

    private static String text(@Nullable InetSocketAddress address) {
        if (address == null) {
            return "";
        }
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + address.getPort();
    }

    private static void put(Map<String, Object> details, String name, @Nullable Object value) {
        if (value != null) {
            details.put(name, value);
        }
    }
}
