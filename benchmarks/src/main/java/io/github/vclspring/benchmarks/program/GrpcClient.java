/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import reactor.netty.resources.LoopResources;

/** Keeps a fixed number of gRPC calls in flight on its channels. A call counts as one request, which ends with its last message. */
final class GrpcClient {

    private static final int CALLS = 64;

    private static final byte[] REQUEST = "World".getBytes(StandardCharsets.US_ASCII);

    private final boolean streaming;
    private final RequestWriter log;
    private volatile boolean stopped;

    private GrpcClient(boolean streaming, RequestWriter log) {
        this.streaming = streaming;
        this.log = log;
    }

    static Runnable start(Settings settings) {
        LoopResources loops = Loops.of(settings);
        LoadSettings load = LoadSettings.read();
        GrpcClient client = new GrpcClient(load.path().equals("streaming"), new RequestWriter(load.log()));
        // each channel has one connection
        List<ManagedChannel> channels = Stream.generate(() -> channel(settings, loops))
                .limit(load.connections())
                .toList();
        for (int i = 0; i < CALLS; i++) {
            client.new Caller(channels.get(i % channels.size())).call();
        }
        return () -> {
            client.stopped = true;
            client.log.close();
            channels.forEach(ManagedChannel::shutdownNow);
            Loops.stop(loops);
        };
    }

    private static ManagedChannel channel(Settings settings, LoopResources loops) {
        EventLoopGroup group = loops.onClient(true);
        return NettyChannelBuilder.forAddress(settings.address())
                .eventLoopGroup(group)
                .channelFactory(() -> loops.onChannel(SocketChannel.class, group))
                .usePlaintext()
                .build();
    }

    /** Makes one call after the other. */
    private final class Caller implements StreamObserver<byte[]> {

        private final ManagedChannel channel;
        private long begin;

        Caller(ManagedChannel channel) {
            this.channel = channel;
        }

        void call() {
            begin = System.nanoTime();
            if (streaming) {
                ClientCalls.asyncServerStreamingCall(
                        channel.newCall(GrpcServer.STREAMING, CallOptions.DEFAULT), REQUEST, this);
            } else {
                ClientCalls.asyncUnaryCall(channel.newCall(GrpcServer.UNARY, CallOptions.DEFAULT), REQUEST, this);
            }
        }

        @Override
        public void onNext(byte[] message) {
            // the call ends with onCompleted
        }

        @Override
        public void onError(Throwable failure) {
            end(false);
        }

        @Override
        public void onCompleted() {
            end(true);
        }

        private void end(boolean isOk) {
            log.add(begin, isOk);
            if (!stopped) {
                call();
            }
        }
    }
}
