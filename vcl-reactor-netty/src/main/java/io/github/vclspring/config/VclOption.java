/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.config;

import io.github.vclspring.vppcom.VppcomRelease;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of VCL's configuration parser (vcl_cfg.c, 26.06), under the names that it uses.
 *
 * <p>The parser accepts some mistakes silently: it drops the rest of a line, reads "4m" as 4 where it expects bytes,
 * and computes {@code heapsize} in 32 bits, so that 4 GiB become 0 and VCL crashes. {@link VclConfig.Builder#build}
 * rejects such values.
 */
public enum VclOption {
    /** Size of VCL's own heap in shared memory, which is charged as it is touched. Whole MiB only. */
    HEAPSIZE("heapsize", Kind.MEMORY, "256M", mib(16), mib(3072)),
    /** Maximum number of workers, one per event loop. Derived from the number of loops unless set. */
    MAX_WORKERS("max-workers", Kind.COUNT, "16", 1, 127),
    /** VPP's app socket: an absolute path or {@code abstract:name}. The path determines the application namespace. */
    APP_SOCKET_API("app-socket-api", Kind.PATH, null, 1, 107, "VCL_VPP_SAPI_SOCKET"),
    /** Bytes of shared memory per worker for queues and connected sessions. */
    SEGMENT_SIZE("segment-size", Kind.BYTES, "268435456", mib(1), 1L << 40),
    /** Bytes of each additional segment. A listener's connections use segments of this size. */
    ADD_SEGMENT_SIZE("add-segment-size", Kind.BYTES, "134217728", mib(1), 1L << 40),
    /** Bytes of receive buffer per connection; VPP rounds up to a power of two. */
    RX_FIFO_SIZE("rx-fifo-size", Kind.BYTES, "1048576", 4096, 1L << 31),
    /** Bytes of transmit buffer per connection; VPP rounds up to a power of two. */
    TX_FIFO_SIZE("tx-fifo-size", Kind.BYTES, "1048576", 4096, 1L << 31),
    /** Number of fifo pairs that VPP allocates before the first connection. */
    PREALLOCATED_FIFO_PAIRS("preallocated-fifo-pairs", Kind.COUNT, "8", 0, 1 << 20),
    /** Entries in a worker's queue of messages from VPP. A sixteenth of them is for control messages. */
    EVENT_QUEUE_SIZE("event-queue-size", Kind.COUNT, "2048", 128, 1 << 20),
    /** Seconds to wait for VPP's answer to an application request. */
    APP_TIMEOUT("app-timeout", Kind.SECONDS, "600", 1, 86_400),
    /** Seconds to wait for VPP's answer to a session request, such as listen. */
    SESSION_TIMEOUT("session-timeout", Kind.SECONDS, "600", 1, 86_400),
    /**
     * Whether VPP hands every TCP connection of the namespace to this application. Refused, because VCL does not accept
     * these connections.
     */
    APP_PROXY_TRANSPORT_TCP("app-proxy-transport-tcp", "VCL_APP_PROXY_TRANSPORT_TCP"),
    /**
     * Whether VPP hands every UDP connection of the namespace to this application. Refused, because VCL does not accept
     * these connections.
     */
    APP_PROXY_TRANSPORT_UDP("app-proxy-transport-udp", "VCL_APP_PROXY_TRANSPORT_UDP"),
    /** Whether applications on the same VPP reach this one through shared memory (cut-through). */
    APP_SCOPE_LOCAL("app-scope-local", "VCL_APP_SCOPE_LOCAL"),
    /** Whether this application is reachable from the network. */
    APP_SCOPE_GLOBAL("app-scope-global", "VCL_APP_SCOPE_GLOBAL"),
    /** Whether VPP signals messages through an eventfd, so that event loops can sleep and notice that VPP restarts. */
    USE_MQ_EVENTFD("use-mq-eventfd", "VCL_APP_USE_MQ_EVENTFD"),
    /**
     * Whether sessions are locked and may move between threads. Only VLS and LDP use it. Here, a session stays on its
     * loop.
     */
    MULTI_THREAD_WORKERS("multi-thread-workers", (String) null),
    /** Number of VPP's TLS engine. Used over the app socket since 26.06. */
    TLS_ENGINE("tls-engine", Kind.COUNT, "0", 0, 255),
    /** Whether segments are mapped with huge pages. */
    HUGE_PAGE("huge_page", new VppcomRelease(22, 10)),
    /** Whether VPP reports the original destination of redirected connections. Refused, because no channel shows it. */
    APP_ORIGINAL_DST("app_original_dst", new VppcomRelease(23, 10)),
    /**
     * Application namespace. Used only over VPP's binary API. Over the app socket, the path determines the namespace.
     */
    NAMESPACE_ID("namespace-id", Kind.TEXT, null, 1, 64, "VCL_APP_NAMESPACE_ID"),
    /** Secret of {@link #NAMESPACE_ID}. Never shown. */
    NAMESPACE_SECRET("namespace-secret", Kind.UNSIGNED, null, 0, -1, "VCL_APP_NAMESPACE_SECRET"),
    /** VPP's binary API socket, deprecated. Used if {@link #APP_SOCKET_API} is not set. */
    API_SOCKET_NAME("api-socket-name", Kind.PATH, null, 1, 107, "VCL_VPP_API_SOCKET"),
    /** User id of the binary API's shared memory. */
    UID("uid", Kind.COUNT, null, 0, Integer.MAX_VALUE),
    /** Group id of the binary API's shared memory. */
    GID("gid", Kind.COUNT, null, 0, Integer.MAX_VALUE);

    /** The type of an option's value. */
    public enum Kind {
        /** Present or absent. */
        FLAG,
        /** A whole number. */
        COUNT,
        /** An unsigned 64-bit number. As a {@code long}, the upper half is negative. */
        UNSIGNED,
        /** A whole number of bytes, written without a suffix. */
        BYTES,
        /** A number of bytes that must be written with a suffix. */
        MEMORY,
        /** Seconds. */
        SECONDS,
        /** A socket name: letters, digits and {@code _ / . -}. Limits are lengths in bytes. */
        PATH,
        /** A word. Limits are lengths in bytes. */
        TEXT
    }

    private static final VppcomRelease ALWAYS = VppcomRelease.OLDEST_KNOWN;

    private final String optionName;
    private final Kind kind;
    private final @Nullable String defaultValue;
    private final long min;
    private final long max;

    private final VppcomRelease since;

    private final @Nullable String environmentVariable;

    VclOption(
            String optionName,
            Kind kind,
            @Nullable String defaultValue,
            long min,
            long max,
            VppcomRelease since,
            @Nullable String environmentVariable) {
        this.optionName = optionName;
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.since = since;
        this.environmentVariable = environmentVariable;
    }

    VclOption(String optionName, Kind kind, @Nullable String defaultValue, long min, long max) {
        this(optionName, kind, defaultValue, min, max, VppcomRelease.OLDEST_KNOWN, null);
    }

    VclOption(String optionName, Kind kind, @Nullable String defaultValue, long min, long max, String variable) {
        this(optionName, kind, defaultValue, min, max, VppcomRelease.OLDEST_KNOWN, variable);
    }

    VclOption(String optionName, @Nullable String environmentVariable) {
        this(optionName, Kind.FLAG, "false", 0, 1, VppcomRelease.OLDEST_KNOWN, environmentVariable);
    }

    VclOption(String optionName, VppcomRelease since) {
        this(optionName, Kind.FLAG, "false", 0, 1, since, null);
    }

    private static long mib(long n) {
        return n << 20;
    }

    /** The name in {@code vcl.conf}. */
    public String optionName() {
        return optionName;
    }

    /** The property name: {@code huge-page} for {@code huge_page}. */
    public String propertyName() {
        return optionName.replace('_', '-');
    }

    /** The type of an option's value. */
    public Kind kind() {
        return kind;
    }

    /** Returns VCL's default, in the parser's notation. */
    public Optional<String> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** The smallest value, or the shortest length in bytes. */
    public long min() {
        return min;
    }

    /** The largest value, or the greatest length in bytes. */
    public long max() {
        return max;
    }

    /** The first release whose parser knows the option, or {@link VppcomRelease#OLDEST_KNOWN} if that is later. */
    public VppcomRelease since() {
        return since;
    }

    /** Returns whether every supported release has it. */
    public boolean isInEveryRelease() {
        return since.equals(ALWAYS);
    }

    /** The environment variable that takes precedence over the file. A flag's variable can only switch it on. */
    public Optional<String> environmentVariable() {
        return Optional.ofNullable(environmentVariable);
    }

    /** Returns whether its value must not be shown. */
    public boolean isSecret() {
        return this == NAMESPACE_SECRET;
    }
}
