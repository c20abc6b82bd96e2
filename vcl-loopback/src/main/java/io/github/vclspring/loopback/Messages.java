/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import java.util.Arrays;

/** A growable list of messages about sessions, kept in arrays so that no message is allocated. Not thread-safe. */
final class Messages {

    /** Data can be read. */
    static final int RX = 0;
    /** A full fifo has room again. */
    static final int TX = 1;
    /** A connection for a listener; the argument is its descriptor. */
    static final int ACCEPTED = 2;
    /** The answer to a connect; the argument is 0 or a negative errno. */
    static final int CONNECTED = 3;
    /** The peer closed its side. */
    static final int DISCONNECTED = 4;
    /** The peer reset the connection. */
    static final int RESET = 5;
    /** The connection ended before the application closed it. */
    static final int TRANSPORT_CLEANUP = 6;
    /** VPP has removed a session that the application closed. */
    static final int CLEANUP = 7;
    /** The answer to a listen that did not wait for it; the argument is 0 or a negative errno. */
    static final int BOUND = 8;

    private Session[] sessions = new Session[16];
    private int[] types = new int[16];
    private int[] arguments = new int[16];
    private int size;

    void add(Session session, int type, int argument) {
        if (size == types.length) {
            sessions = Arrays.copyOf(sessions, size * 2);
            types = Arrays.copyOf(types, size * 2);
            arguments = Arrays.copyOf(arguments, size * 2);
        }
        sessions[size] = session;
        types[size] = type;
        arguments[size] = argument;
        size++;
    }

    int size() {
        return size;
    }

    Session session(int index) {
        return sessions[index];
    }

    int type(int index) {
        return types[index];
    }

    int argument(int index) {
        return arguments[index];
    }

    void removeFirst(int count) {
        int left = size - count;
        System.arraycopy(sessions, count, sessions, 0, left);
        System.arraycopy(types, count, types, 0, left);
        System.arraycopy(arguments, count, arguments, 0, left);
        size = left;
    }

    void clear() {
        size = 0;
    }
}
