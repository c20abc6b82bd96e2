/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.eventloop.VclLoop;
import io.github.vclspring.session.VclSession;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/** A channel whose input and output can be shut down independently. */
abstract class AbstractDuplexChannel extends AbstractVclChannel implements DuplexChannel {

    private volatile boolean inputShutdown;
    private volatile boolean outputShutdown;

    AbstractDuplexChannel(@Nullable Channel parent) {
        super(parent);
    }

    AbstractDuplexChannel(Channel parent, VclLoop loop, VclSession session) {
        super(parent, loop, session);
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public boolean isShutdown() {
        return inputShutdown && outputShutdown;
    }

    final void inputIsShutdown() {
        inputShutdown = true;
    }

    final void outputIsShutdown() {
        outputShutdown = true;
    }

    final void bothAreShutdown() {
        inputShutdown = true;
        outputShutdown = true;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return onLoop(promise, () -> {
            if (!isActive()) {
                promise.setFailure(isOpen() ? new NotYetConnectedException() : new ClosedChannelException());
                return;
            }
            inputShutdown = true;
            try {
                doShutdownInput();
                promise.setSuccess();
            } catch (IOException e) {
                promise.setFailure(e);
            }
        });
    }

    /** Shuts down the input of the underlying socket, if it supports that. */
    abstract void doShutdownInput() throws IOException;

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        return onLoop(promise, () -> ((AbstractUnsafe) unsafe()).shutdownOutput(promise));
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        shutdownOutput()
                .addListener(output -> shutdownInput().addListener(input -> {
                    Throwable cause = output.cause() != null ? output.cause() : input.cause();
                    if (cause == null) {
                        promise.setSuccess();
                    } else {
                        promise.setFailure(cause);
                    }
                }));
        return promise;
    }

    final ChannelFuture onLoop(ChannelPromise promise, Runnable action) {
        EventLoop loop = eventLoop();
        if (loop.inEventLoop()) {
            action.run();
        } else {
            loop.execute(action);
        }
        return promise;
    }
}
