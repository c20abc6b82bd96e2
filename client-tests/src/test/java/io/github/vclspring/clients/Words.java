/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A gRPC service of all four kinds of call, without generated code. */
final class Words implements BindableService {

    static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
    static final MethodDescriptor<String, String> DOWN = method("Down", MethodType.SERVER_STREAMING);
    static final MethodDescriptor<String, String> UP = method("Up", MethodType.CLIENT_STREAMING);
    static final MethodDescriptor<String, String> BOTH = method("Both", MethodType.BIDI_STREAMING);

    private static final String SERVICE = "vcl.Words";

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(UNARY, ServerCalls.asyncUnaryCall((word, out) -> {
                    out.onNext(word.toUpperCase(Locale.ROOT));
                    out.onCompleted();
                }))
                .addMethod(DOWN, ServerCalls.asyncServerStreamingCall((word, out) -> {
                    word.chars().forEach(letter -> out.onNext(Character.toString(letter)));
                    out.onCompleted();
                }))
                .addMethod(UP, ServerCalls.asyncClientStreamingCall(Joiner::new))
                .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(Echo::new))
                .build();
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {

        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Joiner implements StreamObserver<String> {

        private final StringBuilder all = new StringBuilder();
        private final StreamObserver<String> out;

        Joiner(StreamObserver<String> out) {
            this.out = out;
        }

        @Override
        public void onNext(String word) {
            all.append(word);
        }

        @Override
        public void onError(Throwable failure) {
            // the caller has cancelled
        }

        @Override
        public void onCompleted() {
            out.onNext(all.toString());
            out.onCompleted();
        }
    }

    private record Echo(StreamObserver<String> out) implements StreamObserver<String> {

        @Override
        public void onNext(String word) {
            out.onNext(word);
        }

        @Override
        public void onError(Throwable failure) {
            // the caller has cancelled
        }

        @Override
        public void onCompleted() {
            out.onCompleted();
        }
    }
}
