/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

/**
 * What one side of a connection sends, and how it reads.
 *
 * @param bytes length of its body
 * @param maxMessage most bytes of a write
 * @param messagesPerFlush writes between two flushes
 * @param copied whether each write has a buffer of its own instead of a slice of a shared one
 * @param pace how fast it reads
 */
record Script(int bytes, int maxMessage, int messagesPerFlush, boolean copied, Pace pace) {

    Script paced(Pace slower) {
        return new Script(bytes, maxMessage, messagesPerFlush, copied, slower);
    }
}
