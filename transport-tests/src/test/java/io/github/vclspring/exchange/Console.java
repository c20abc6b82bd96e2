/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** How a program talks to the test that started it: by lines on its standard input and output. */
final class Console {

    private final PrintStream out = System.out;

    /** Prints a line. */
    void print(String line) {
        out.println(line);
        out.flush();
    }

    /** Hands each line that is read to a consumer, until the test closes the input. */
    void read(Consumer<String> lines) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            lines.accept(line);
        }
    }
}
