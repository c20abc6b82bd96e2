/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.session.SegmentArray;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a stream: a session of VCL, or a socket of the kernel. Reports what happens by {@link
 * VclSocketChannel#ready}, edge-triggered. Only on the event loop, but for {@link #transport} and options.
 */
interface StreamSocket {

    /** Result of a write: there is no room. */
    int FULL = -1;

    VclTransport transport();

    /** The channel has come onto its loop, perhaps again: reports from now on. */
    void epollAdd() throws IOException;

    /** Returns whether there is something to read from, to write to and to close. */
    boolean isOpen();

    /** Starts to connect, with the options that the channel was given. The outcome is reported, also if it is known at once. */
    void connect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException;

    /**
     * Asks how a connect has ended.
     *
     * @param failed what was reported of it
     * @return whether it has ended
     * @throws IOException if it has failed
     */
    boolean finishConnect(boolean failed) throws IOException;

    /** Returns the local address of an established connection. */
    InetSocketAddress localAddress();

    /** The bytes read, 0 if there are none now, -1 at the end of the stream. */
    int read(long address, int length) throws IOException;

    /** Returns whether there is something to read, after a read that got less than it asked for, that no event reports. */
    boolean hasMore();

    /** The bytes written, or {@link #FULL}. */
    int write(long address, int length) throws IOException;

    /** The bytes written, or {@link #FULL} if there are none. */
    int write(SegmentArray gather) throws IOException;

    /** Returns whether room after {@link #FULL} is always reported; if not, {@link #room} has to be asked as well. */
    boolean reportsRoom();

    /** Returns how many bytes a write would take now, as far as can be told. */
    int room();

    /** The peer's end of the stream has been reported; what follows it is to be reported, too. */
    void epollAfterEnd();

    void shutdownInput() throws IOException;

    /**
     * Sends the FIN.
     *
     * @param inputEnded whether the peer will send nothing more, and all was read
     */
    void shutdownOutput(boolean inputEnded) throws IOException;

    /** The input has ended, and the output was shut down before that was known. */
    void bothEnded();

    /** An option was set. Any thread. */
    void optionSet(ChannelOption<?> option, Object value);

    /** The value that is in force, null if the channel's own is. Any thread. */
    @Nullable
    Object option(ChannelOption<?> option);

    /** Returns whether closing would hold the thread, for as long as {@link ChannelOption#SO_LINGER} says. */
    boolean lingers();

    /** Reports nothing any more. Any thread. */
    void cancel();

    /** Closes what {@link AbstractVclChannel} does not: that is all but a session. */
    void close() throws IOException;
}
