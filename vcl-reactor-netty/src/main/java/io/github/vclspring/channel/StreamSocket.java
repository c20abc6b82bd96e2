/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.session.SegmentArray;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a stream: a VCL session or a kernel socket. Reports events through {@link VclSocketChannel#ready},
 * edge-triggered. Only on the event loop, except {@link #transport} and options.
 */
interface StreamSocket {

    /** Result of a write if there is no room. */
    int FULL = -1;

    VclTransport transport();

    /** Starts to report events, after the channel was registered with its loop, possibly again. */
    void epollAdd() throws IOException;

    /** Returns whether there is a session or socket to read, write and close. */
    boolean isOpen();

    /** Starts to connect, with the channel's options. The outcome is always reported, even if known immediately. */
    void connect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException;

    /**
     * Completes a connect.
     *
     * @param failed whether a failure was reported
     * @return whether the connect has completed
     * @throws IOException if the connect failed
     */
    boolean finishConnect(boolean failed) throws IOException;

    /** Returns the local address of an established connection. */
    InetSocketAddress localAddress();

    /** Returns the number of bytes read, 0 if there are none now, or -1 at the end of the stream. */
    int read(long address, int length) throws IOException;

    /** Returns whether a short read left data that no event reports. */
    boolean hasMore();

    /** Returns the number of bytes written, or {@link #FULL}. */
    int write(long address, int length) throws IOException;

    /** Returns the number of bytes written, or {@link #FULL} if it is 0. */
    int write(SegmentArray gather) throws IOException;

    /** Returns whether room after {@link #FULL} is always reported. If not, {@link #room} must be polled as well. */
    boolean reportsRoom();

    /** Returns how many bytes a write would accept now, as far as is known. */
    int room();

    /** Keeps events reported after the peer's end of the stream was reported. */
    void epollAfterEnd();

    void shutdownInput() throws IOException;

    /**
     * Sends the FIN.
     *
     * @param inputEnded whether the peer has ended the stream and all its data was read
     */
    void shutdownOutput(boolean inputEnded) throws IOException;

    /** Called when the input ends after the output was shut down. */
    void bothEnded();

    /** Applies an option that was set. Any thread. */
    void optionSet(ChannelOption<?> option, Object value);

    /** Returns the value in force, or null if it is the channel's own. Any thread. */
    @Nullable
    Object option(ChannelOption<?> option);

    /** Returns whether closing would block the thread, for up to {@link ChannelOption#SO_LINGER}. */
    boolean lingers();

    /** Stops reporting events. Any thread. */
    void cancel();

    /** Closes everything except the session, which {@link AbstractVclChannel} closes. */
    void close() throws IOException;
}
