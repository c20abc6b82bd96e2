/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.github.vclspring.exchange.ConnectionState.Phase;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** One side of a connection: follows the plan, and checks that the other side does. Only on the event loop. */
final class Exchange extends ChannelInboundHandlerAdapter {

    /** Time for both sides to note that a hung connection is given up before one of them closes it. */
    private static final long CLOSE_DELAY_MILLIS = 3000;

    private final Channel channel;
    private final Side side;
    private final ReadSize readSize;
    private final Connections connections;
    private Phase phase;
    private Plan plan;
    private Sender sender;
    private Receiver receiver;
    private Pacer pacer;
    private Throwable cause;
    private boolean corrupted;
    private boolean hung;
    private ConnectionState lastState;
    private int looksWithoutProgress;

    private Exchange(Channel channel, Side side, Connections connections) {
        this.channel = channel;
        this.side = side;
        this.connections = connections;
        readSize = ReadSize.choose(channel);
        phase = side == Side.CLIENT ? Phase.CONNECTING : Phase.GREETING;
        channel.closeFuture().addListener(closed -> ended());
        connections.add(this);
    }

    /** The client's side, before it connects. */
    static Exchange client(Channel channel, Header header, Connections connections) {
        Exchange exchange = new Exchange(channel, Side.CLIENT, connections);
        exchange.plan = Plan.of(header);
        return exchange;
    }

    /** The server's side, which learns its plan from the client. */
    static Exchange server(Channel channel, Connections connections) {
        return new Exchange(channel, Side.SERVER, connections);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (side == Side.CLIENT) {
            ByteBuf header = ctx.alloc().directBuffer(Header.LENGTH);
            plan.header().encode(header);
            ctx.write(header, ctx.voidPromise());
            begin();
        }
    }

    private void begin() {
        connections.tally().connections.increment();
        phase = Phase.OPEN;
        sender = new Sender(channel, plan, side, this::proceed);
        receiver = new Receiver(plan, side.other());
        pacer = new Pacer(channel, plan.script(side).pace(), receiver.missing(), readSize);
        proceed();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Plan received) {
            plan = received;
            begin();
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        try {
            receive(bytes);
        } finally {
            ReferenceCountUtil.release(bytes);
        }
        proceed();
    }

    private void receive(ByteBuf bytes) {
        int length = bytes.readableBytes();
        int wrong = receiver.receive(bytes);
        connections.tally().bytes.add(length);
        pacer.read(length);
        if (wrong >= 0 && !corrupted) {
            corrupted = true;
            connections.tally().corrupted(state(), wrong);
            close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        proceed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        if (cause == null) {
            cause = thrown;
        }
        ctx.close();
    }

    /** Sends what may be sent now, and ends the connection when it is time. */
    private void proceed() {
        if (phase != Phase.OPEN) {
            return;
        }
        sender.send(plan.limit(side, receiver.received()));
        Ending ending = plan.ending();
        if (ending.by() != side) {
            if (ending.isLossless() && isComplete()) {
                phase = Phase.AWAITS_CLOSE;
            }
        } else if (ending.how() == Ending.How.COMPLETE ? isComplete() : receiver.received() >= ending.after()) {
            if (ending.how() == Ending.How.RESET) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            close();
        }
    }

    private boolean isComplete() {
        return receiver.missing() == 0 && sender.isComplete();
    }

    private void close() {
        if (phase != Phase.CLOSING) {
            phase = Phase.CLOSING;
            channel.close();
        }
    }

    private void ended() {
        connections.remove(this);
        if (hung || corrupted) {
            return;
        }
        if (phase == Phase.CONNECTING) {
            connections.tally().refused(state(), cause);
        } else if (sender == null) {
            connections.tally().lost(state(), cause);
        } else if (!plan.ending().isLossless()) {
            connections.tally().resets.increment();
        } else if (!isComplete()) {
            connections.tally().lost(state(), cause);
        }
    }

    /** Notes why the connection was not established. */
    void connectFailed(Throwable reason) {
        cause = reason;
    }

    Channel channel() {
        return channel;
    }

    /** The connection's number, or -1 if it is not known yet. */
    int id() {
        return plan == null ? -1 : plan.header().id();
    }

    /** Looks for progress. */
    void look() {
        ConnectionState state = state(SessionState.NONE);
        looksWithoutProgress++;
        if (lastState == null || state.isProgress(lastState)) {
            lastState = state;
            looksWithoutProgress = 0;
        }
    }

    /** For how long the watchdog has seen no progress. */
    long idleMillis() {
        return looksWithoutProgress * Watchdog.INTERVAL_MILLIS;
    }

    /** Ends a hung connection. */
    void giveUp() {
        hung = true;
        channel.eventLoop().schedule(() -> channel.close(), CLOSE_DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Everything that is known. */
    ConnectionState state() {
        return state(SessionState.of(channel));
    }

    private ConnectionState state(SessionState session) {
        boolean begun = sender != null;
        var buffer = channel.unsafe().outboundBuffer();
        return new ConnectionState(
                id(),
                side,
                plan == null ? "" : plan.header().kind().name(),
                phase,
                idleMillis(),
                begun ? receiver.received() : 0,
                begun ? receiver.received() + receiver.missing() : 0,
                begun ? sender.written() : 0,
                begun ? sender.issued() : 0,
                begun ? plan.script(side).bytes() : 0,
                buffer == null ? 0 : buffer.totalPendingWriteBytes(),
                channel.isWritable(),
                channel.config().isAutoRead(),
                session);
    }
}
