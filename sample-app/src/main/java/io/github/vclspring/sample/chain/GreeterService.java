/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import com.google.protobuf.StringValue;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/** Greets by gRPC. Its messages are Protobuf's own, so that nothing has to be generated. */
final class GreeterService implements BindableService {

    private static final String NAME = "sample.Greeter";

    static final MethodDescriptor<StringValue, StringValue> GREET =
            MethodDescriptor.<StringValue, StringValue>newBuilder()
                    .setType(MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, "Greet"))
                    .setRequestMarshaller(ProtoUtils.marshaller(StringValue.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(StringValue.getDefaultInstance()))
                    .build();

    private final String chain;
    private final Greetings greetings;

    GreeterService(String chain, Greetings greetings) {
        this.chain = chain;
        this.greetings = greetings;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder(NAME)
                .addMethod(GREET, ServerCalls.asyncUnaryCall(this::greet))
                .build();
    }

    private void greet(StringValue name, StreamObserver<StringValue> out) {
        greetings
                .greet(chain, name.getValue())
                .map(StringValue::of)
                .subscribe(out::onNext, failure -> out.onError(status(failure)), out::onCompleted);
    }

    private static Throwable status(Throwable failure) {
        return Status.UNAVAILABLE
                .withDescription(String.valueOf(failure.getMessage()))
                .withCause(failure)
                .asRuntimeException();
    }
}
