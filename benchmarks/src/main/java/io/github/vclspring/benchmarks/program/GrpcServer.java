/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import reactor.netty.resources.LoopResources;

/**
 * A gRPC server on Netty. Spring, which would only build it, is left out: the starter sets the same event loops and the same channel factory. Handlers
 * run on gRPC's default executor. Messages are bytes, which need no generated code.
 */
final class GrpcServer {

    static final MethodDescriptor<byte[], byte[]> UNARY = method("Unary", MethodType.UNARY);
    static final MethodDescriptor<byte[], byte[]> STREAMING = method("Streaming", MethodType.SERVER_STREAMING);

    private static final String SERVICE = "benchmark.Greeter";
    private static final int MESSAGES = 100;
    private static final byte[] ANSWER = Answer.TEXT.getBytes(StandardCharsets.US_ASCII);

    private GrpcServer() {}

    static Runnable start(Settings settings) {
        LoopResources loops = Loops.of(settings);
        EventLoopGroup accepting = loops.onServerSelect(true);
        EventLoopGroup serving = loops.onServer(true);
        try {
            Server server = NettyServerBuilder.forAddress(settings.address())
                    .bossEventLoopGroup(accepting)
                    .workerEventLoopGroup(serving)
                    .channelFactory(() -> loops.onChannel(ServerSocketChannel.class, accepting))
                    .addService(service())
                    .build()
                    .start();
            return () -> {
                server.shutdownNow();
                Loops.stop(loops);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(UNARY, ServerCalls.asyncUnaryCall((request, out) -> answer(1, out)))
                .addMethod(STREAMING, ServerCalls.asyncServerStreamingCall((request, out) -> answer(MESSAGES, out)))
                .build();
    }

    private static void answer(int messages, StreamObserver<byte[]> out) {
        for (int i = 0; i < messages; i++) {
            out.onNext(ANSWER);
        }
        out.onCompleted();
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
