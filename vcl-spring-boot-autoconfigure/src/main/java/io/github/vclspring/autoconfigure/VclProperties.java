/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.vppcom.library.Vcl;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for VCL. Options of VCL's own configuration file have the same names here. An unset property
 * leaves VCL's default.
 *
 * @param enabled Whether Reactor Netty is put onto VCL. If false, everything runs over the kernel.
 * @param mode What VCL connects to: VPP, or the embedded loopback over kernel sockets from the module vcl-loopback.
 * @param appName Name that VPP shows for this application. Defaults to a name derived from 'spring.application.name', or to 'vcl-app'.
 * @param libraryPath File of libvppcom, or the directory that contains it. Found in the system's library directories unless set.
 * @param expectedRelease Release that libvppcom must be of, such as '25.10' or '25.10.0', in quotes in YAML. Every known release is accepted unless set.
 * @param configFile Existing vcl.conf to use instead of a generated one. No option of VCL may be set with it. Defaults to the file that the environment variable VCL_CONFIG names, if it exists and no option of VCL is set.
 * @param appSocketApi VPP's app socket, as an absolute path or 'abstract:' and a name. Determines the application namespace.
 * @param heapsize Heap of libvppcom for its own tables, in whole MiB.
 * @param maxWorkers Maximum number of VCL workers. Derived from the number of event loops unless set.
 * @param segmentSize Shared memory per worker for message queues and outbound connections.
 * @param addSegmentSize Size of each additional segment of shared memory, for example for the connections of a listener.
 * @param rxFifoSize Receive buffer per connection.
 * @param txFifoSize Transmit buffer per connection.
 * @param preallocatedFifoPairs Number of buffer pairs that VPP allocates before the first connection.
 * @param eventQueueSize Number of entries in a worker's queue of messages from VPP. New connections are refused while more than a sixteenth as many wait.
 * @param appTimeout Time to wait for VPP's answer to a request of the application, in whole seconds.
 * @param sessionTimeout Time to wait for VPP's answer to a request of a session, such as a listen, in whole seconds. The event loop is blocked meanwhile.
 * @param appProxyTransportTcp Whether VPP hands every TCP connection of the namespace to this application. Refused, because VCL does not accept these connections.
 * @param appProxyTransportUdp Whether VPP hands every UDP connection of the namespace to this application. Refused, because VCL does not accept these connections.
 * @param appScopeLocal Whether applications on the same VPP reach this one through shared memory.
 * @param appScopeGlobal Whether the network reaches this application.
 * @param useMqEventfd Whether VPP signals messages by an eventfd, so that event loops can sleep. Without it a stop of VPP is not noticed, and health stays UP.
 * @param multiThreadWorkers Whether sessions may move between threads. Ignored here; copied to vcl.conf.
 * @param tlsEngine Number of VPP's TLS engine. Ignored here, because TLS runs in the JVM; copied to vcl.conf.
 * @param hugePage Whether segments are mapped with huge pages. Needs VPP 22.10.
 * @param appOriginalDst Whether VPP reports the original destination of redirected connections. Refused, because a channel does not show it.
 * @param namespaceId Application namespace. Used over VPP's binary API only; an app socket belongs to one namespace.
 * @param namespaceSecret Secret of the application namespace, a whole number.
 * @param apiSocketName VPP's binary API socket. Used instead of the app socket if the latter is left at its default.
 * @param uid User id of the binary API's shared memory.
 * @param gid Group id of the binary API's shared memory.
 */
@ConfigurationProperties("vcl")
record VclProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("vpp") Mode mode,
        @Nullable String appName,
        @Nullable Path libraryPath,
        @Nullable String expectedRelease,
        @Nullable Path configFile,
        @DefaultValue(DEFAULT_APP_SOCKET_API) String appSocketApi,
        @Nullable DataSize heapsize,
        @Nullable Integer maxWorkers,
        @Nullable DataSize segmentSize,
        @Nullable DataSize addSegmentSize,
        @Nullable DataSize rxFifoSize,
        @Nullable DataSize txFifoSize,
        @Nullable Integer preallocatedFifoPairs,
        @Nullable Integer eventQueueSize,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration appTimeout,

        @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10s")
        Duration sessionTimeout,

        @DefaultValue("false") boolean appProxyTransportTcp,
        @DefaultValue("false") boolean appProxyTransportUdp,
        @DefaultValue("false") boolean appScopeLocal,
        @DefaultValue("true") boolean appScopeGlobal,
        @DefaultValue("true") boolean useMqEventfd,
        @DefaultValue("false") boolean multiThreadWorkers,
        @Nullable Integer tlsEngine,
        @DefaultValue("false") boolean hugePage,
        @DefaultValue("false") boolean appOriginalDst,
        @Nullable String namespaceId,
        @Nullable String namespaceSecret,
        @Nullable String apiSocketName,
        @Nullable Integer uid,
        @Nullable Integer gid,
        @DefaultValue Worker worker,
        @DefaultValue Attach attach,
        @DefaultValue Reattach reattach,
        @DefaultValue Client client,
        @DefaultValue Server server,
        @DefaultValue Management management,
        @DefaultValue Metrics metrics) {

    static final String DEFAULT_APP_SOCKET_API = "/run/vpp/app_ns_sockets/default";

    /** Omits the secret. */
    @Override
    public String toString() {
        return "VclProperties[mode=" + mode + ", appName=" + appName + ']';
    }

    /** The implementation behind VCL. */
    enum Mode {
        /** The VPP that runs on the host. */
        VPP(Vcl.VPP),
        /** A stand-in over kernel sockets, which needs no VPP. */
        LOOPBACK(Vcl.LOOPBACK);

        private final String provider;

        Mode(String provider) {
            this.provider = provider;
        }

        String provider() {
            return provider;
        }
    }

    /**
     * Event loops, each of which is a VCL worker.
     *
     * @param count Number of event loops. Defaults to 'reactor.netty.ioWorkerCount' or the number of cores, at least 4 and at most 127.
     * @param spin Time that an idle event loop polls before it sleeps. Occupies a core per event loop.
     * @param stallThreshold Duration of an iteration after which an event loop is reported as stalled. 0 disables the report.
     */
    record Worker(
            @Nullable Integer count,
            @DefaultValue("0s") Duration spin,
            @DefaultValue("10s") Duration stallThreshold) {}

    /**
     * Attaching to VPP at start.
     *
     * @param timeout Time that a start waits for a VPP that does not run yet. 0 tries once.
     * @param retryInterval Time between two attempts.
     * @param onFailure What to do if the application cannot attach to VPP.
     */
    record Attach(
            @DefaultValue("0s") Duration timeout,
            @DefaultValue("500ms") Duration retryInterval,
            @DefaultValue("fail") OnFailure onFailure) {

        /** Behavior if VPP cannot be attached to. */
        enum OnFailure {
            /** The start fails and reports why. */
            FAIL,
            /** Everything runs over the kernel until the application is restarted. */
            FALLBACK
        }
    }

    /**
     * Behavior after VPP has stopped.
     *
     * @param interval Time between two attempts to re-attach after VPP has stopped. After a refusal the time doubles, up to a minute.
     * @param refuseTraffic Whether readiness is 'refusing traffic' while a server listens over VPP and the application is detached or some of its listeners are missing.
     */
    record Reattach(
            @DefaultValue("200ms") Duration interval,
            @DefaultValue("true") boolean refuseTraffic) {}

    /**
     * Management server on a separate port.
     *
     * @param transport Transport of the management server, if it has a port of its own.
     */
    record Management(@DefaultValue("kernel") VclTransport transport) {}

    /**
     * Metrics.
     *
     * @param requestTags Whether 'http.server.requests' and 'http.client.requests' have the tags 'transport' and 'worker'.
     */
    record Metrics(@DefaultValue("false") boolean requestTags) {}

    /**
     * Outbound connections.
     *
     * @param transport Transport of outbound connections, of all clients.
     * @param kernelDestinations Destinations that are reached over the kernel although the transport is VCL: addresses, CIDR blocks, host
     *     names, or all names below one, such as '*.svc.cluster.local'. The host's loopback addresses always are, except in mode loopback.
     * @param globalResources Whether Reactor Netty's global resources have the event loops of VCL, for clients outside of Spring's beans. Applies to the whole process.
     */
    record Client(
            @DefaultValue("vcl") Transport transport,
            @DefaultValue List<String> kernelDestinations,
            @DefaultValue("false") boolean globalResources,
            @DefaultValue Follower webclient,
            @DefaultValue Follower restclient,
            @DefaultValue Follower gateway,
            @DefaultValue Follower grpc,
            @DefaultValue Follower r2dbc,
            @DefaultValue Follower rsocket,
            @DefaultValue Follower mongodb,
            @DefaultValue OptIn lettuce,
            @DefaultValue OptIn rabbitmq) {

        /** Transport of outbound connections. */
        enum Transport {
            /** Over VCL, on the server's event loops, except for kernel destinations. */
            VCL,
            /** Over the kernel, on separate event loops. */
            KERNEL
        }
    }

    /** Servers besides WebFlux's. */
    record Server(@DefaultValue Follower grpc) {}

    /**
     * Uses VCL unless switched off. The additional metadata describes each.
     *
     * @param enabled Whether it uses VCL.
     */
    record Follower(@DefaultValue("true") boolean enabled) {}

    /**
     * Uses VCL if switched on. The additional metadata describes each.
     *
     * @param enabled Whether it uses VCL.
     */
    record OptIn(@DefaultValue("false") boolean enabled) {}
}
