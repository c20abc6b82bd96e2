/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import java.nio.charset.StandardCharsets;

/** The answer of the programs that know no HTTP. */
final class Answer {

    static final String TEXT = "Hello, World!";

    private static final byte[] BYTES = ("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: "
                    + TEXT.length() + "\r\n\r\n" + TEXT)
            .getBytes(StandardCharsets.US_ASCII);

    private Answer() {}

    static byte[] bytes() {
        return BYTES.clone();
    }
}
