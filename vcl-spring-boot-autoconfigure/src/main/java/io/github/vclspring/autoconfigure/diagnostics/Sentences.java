/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.diagnostics;

import org.jspecify.annotations.Nullable;

final class Sentences {

    static final String FALLBACK = " To run over the kernel instead, set vcl.attach.on-failure: fallback.";

    private Sentences() {}

    /** Adds the full stop that descriptions have and exception messages lack. */
    static String of(@Nullable String message) {
        String text = String.valueOf(message);
        return text.endsWith(".") ? text : text + '.';
    }
}
