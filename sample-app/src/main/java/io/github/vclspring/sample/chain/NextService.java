/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import com.google.protobuf.StringValue;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.sample.common.Hops;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties;
import org.springframework.context.annotation.Profile;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Asks the next service by gRPC, through the channels {@code next-vcl} and {@code next-kernel}. */
@Component
@Profile("chain")
class NextService {

    private static final String PREFIX = "next-";
    private static final long DEADLINE_SECONDS = 5;

    private final Map<String, Channel> channels = new HashMap<>();
    private final ChainProperties properties;
    private final Hops hops;
    private final ClientTransports transports;

    NextService(
            GrpcChannelFactory factory,
            GrpcClientProperties client,
            ChainProperties properties,
            Hops hops,
            ClientTransports transports) {
        for (String chain : List.of("vcl", "kernel")) {
            if (client.getChannel().containsKey(PREFIX + chain)) {
                channels.put(chain, factory.createChannel(PREFIX + chain));
            }
        }
        this.properties = properties;
        this.hops = hops;
        this.transports = transports;
    }

    boolean isKnown(String chain) {
        return channels.containsKey(chain);
    }

    Mono<String> greet(String chain, String who) {
        Channel channel = Objects.requireNonNull(channels.get(chain), chain);
        return Mono.create(sink -> call(channel, chain, who, sink));
    }

    private void call(Channel channel, String chain, String who, MonoSink<String> sink) {
        long start = System.nanoTime();
        // after a restart of VPP a call waits until gRPC has connected again
        CallOptions options =
                CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
        ClientCall<StringValue, StringValue> call = channel.newCall(GreeterService.GREET, options);
        ClientCalls.asyncUnaryCall(call, StringValue.of(who), new StreamObserver<>() {
            @Override
            public void onNext(StringValue answer) {
                hops.record(
                        properties.name(),
                        properties.next(),
                        "gRPC",
                        chain,
                        transports.of(
                                KnownClient.GRPC_CLIENT, call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
                        System.nanoTime() - start);
                sink.success(answer.getValue());
            }

            @Override
            public void onError(Throwable failure) {
                sink.error(failure);
            }

            @Override
            public void onCompleted() {
                // the answer has come before
            }
        });
    }
}
