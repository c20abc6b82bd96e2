/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.Kernel.MEMORY;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomAttr;

/** {@code session_attr}: implements a few attributes and only stores the others. */
final class Attributes {

    /** Highest attribute number plus one. */
    static final int COUNT = 52;

    private static final int SET_TX_FIFO_LEN = 13;
    private static final int SET_RX_FIFO_LEN = 15;
    private static final int SET_REUSEADDR = 17;
    private static final int GET_REUSEPORT = 18;
    private static final int SET_REUSEPORT = 19;
    private static final int GET_BROADCAST = 20;
    private static final int SET_BROADCAST = 21;
    private static final int GET_V6ONLY = 22;
    private static final int SET_V6ONLY = 23;
    private static final int GET_KEEPALIVE = 24;
    private static final int SET_KEEPALIVE = 25;
    private static final int GET_TCP_KEEPIDLE = 28;
    private static final int SET_TCP_KEEPIDLE = 29;
    private static final int GET_TCP_KEEPINTVL = 30;
    private static final int SET_TCP_KEEPINTVL = 31;
    private static final int GET_TCP_USER_MSS = 32;
    private static final int GET_FLAGS = 2;
    private static final int SET_FLAGS = 3;
    private static final int SET_LCL_ADDR = 5;
    private static final int GET_PROTOCOL = 9;
    private static final int GET_LISTEN = 10;
    private static final int GET_ERROR = 11;
    private static final int GET_NWRITEQ = 44;

    private static final int O_RDWR = 2;
    private static final int ENDPOINT_SIZE = 48;
    private static final int DEFAULT_MSS = 1460;

    private Attributes() {}

    static int call(Session session, int op, long buffer, long length) {
        int given = length == 0 ? -1 : MEMORY.getInt(length);
        if (session.orphaned && (op == VppcomAttr.GET_RX_FIFO_LEN || op == VppcomAttr.GET_TX_FIFO_LEN)) {
            throw new LoopbackMisuseException("Length of a fifo of " + session
                    + " after VPP died: VCL reads memory that is not mapped any more (vppcom.c, 26.06)");
        }
        return switch (op) {
            case VppcomAttr.GET_NREAD -> session.readReady();
            case VppcomAttr.GET_NWRITE -> session.writeReady();
            case VppcomAttr.GET_LCL_ADDR -> address(session, session.local, buffer, length, given);
            case VppcomAttr.GET_PEER_ADDR -> address(session, session.remote, buffer, length, given);
            case SET_LCL_ADDR -> {
                if (given < ENDPOINT_SIZE || !SockAddr.isEndpoint(buffer)) {
                    yield Errno.EINVAL;
                }
                session.worker().scratch().fromEndpoint(buffer);
                session.local.save(session.worker().scratch());
                yield 0;
            }
            case GET_NWRITEQ -> {
                TcpStream stream = session.stream;
                yield given != Integer.BYTES || stream == null || session.state == SessionState.DETACHED
                        ? Errno.EINVAL
                        : getInt(buffer, length, given, stream.queued());
            }
            case VppcomAttr.GET_RX_FIFO_LEN -> {
                int result = getInt(buffer, length, given, 0);
                if (result == 0) {
                    // VCL writes a size_t, whatever length was given
                    MEMORY.putLong(buffer, rxFifoSize(session));
                }
                yield result;
            }
            case VppcomAttr.SET_DSCP -> {
                if (given < 1 || buffer == 0) {
                    yield Errno.EINVAL;
                }
                session.attributes[op] = MEMORY.getByte(buffer);
                yield 0;
            }
            default -> isSetter(op) ? set(session, op, buffer, given) : get(session, op, buffer, length, given);
        };
    }

    private static int get(Session session, int op, long buffer, long length, int given) {
        return switch (op) {
            case GET_FLAGS -> getInt(buffer, length, given, O_RDWR | (session.nonBlocking ? Vppcom.O_NONBLOCK : 0));
            case GET_PROTOCOL -> getInt(buffer, length, given, session.proto);
            // GET_LISTEN is never set, and GET_ERROR is a stub (vppcom.c, 26.06)
            case GET_LISTEN, GET_ERROR -> getInt(buffer, length, given, 0);
            case VppcomAttr.GET_TX_FIFO_LEN -> {
                int set = session.attributes[SET_TX_FIFO_LEN];
                yield getInt(
                        buffer,
                        length,
                        given,
                        set != 0 ? set : session.worker().conf().txFifoSize());
            }
            case GET_TCP_USER_MSS -> {
                int set = session.attributes[VppcomAttr.SET_TCP_USER_MSS];
                yield getInt(buffer, length, given, set != 0 ? set : DEFAULT_MSS);
            }
            case VppcomAttr.GET_REUSEADDR,
                    GET_REUSEPORT,
                    GET_BROADCAST,
                    GET_V6ONLY,
                    GET_KEEPALIVE,
                    VppcomAttr.GET_TCP_NODELAY,
                    GET_TCP_KEEPIDLE,
                    GET_TCP_KEEPINTVL -> getInt(buffer, length, given, session.attributes[op + 1] == 0 ? 0 : 1);
            default -> Errno.EINVAL;
        };
    }

    private static boolean isSetter(int op) {
        return switch (op) {
            case SET_FLAGS,
                    SET_TX_FIFO_LEN,
                    SET_RX_FIFO_LEN,
                    SET_REUSEADDR,
                    SET_REUSEPORT,
                    SET_BROADCAST,
                    SET_V6ONLY,
                    SET_KEEPALIVE,
                    VppcomAttr.SET_TCP_NODELAY,
                    SET_TCP_KEEPIDLE,
                    SET_TCP_KEEPINTVL,
                    VppcomAttr.SET_TCP_USER_MSS -> true;
            default -> false;
        };
    }

    private static int set(Session session, int op, long buffer, int given) {
        if (buffer == 0 || given != Integer.BYTES) {
            return Errno.EINVAL;
        }
        int value = MEMORY.getInt(buffer);
        if (op == SET_FLAGS) {
            session.nonBlocking = (value & Vppcom.O_NONBLOCK) != 0;
            return 0;
        }
        if (op == VppcomAttr.SET_TCP_USER_MSS && session.stream != null) {
            // waits for VPP's answer, and handles messages meanwhile
            EpollSets.flush(session.worker(), "SET_TCP_USER_MSS");
        }
        session.attributes[op] = value;
        return 0;
    }

    private static long rxFifoSize(Session session) {
        int set = session.attributes[SET_RX_FIFO_LEN];
        return set != 0 ? set : session.worker().conf().rxFifoSize();
    }

    private static int getInt(long buffer, long length, int given, int value) {
        if (buffer == 0 || given < Integer.BYTES) {
            return Errno.EINVAL;
        }
        MEMORY.putInt(buffer, value);
        MEMORY.putInt(length, Integer.BYTES);
        return 0;
    }

    private static int address(Session session, SavedAddr address, long buffer, long length, int given) {
        if (given < ENDPOINT_SIZE || !SockAddr.isEndpoint(buffer)) {
            return Errno.EINVAL;
        }
        address.load(session.worker().scratch()).toEndpoint(buffer);
        MEMORY.putInt(length, ENDPOINT_SIZE);
        return 0;
    }
}
