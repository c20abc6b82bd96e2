/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what the kernel says of a process that shares memory with VPP 26.06. */
class SharedSegmentsTests {

    @Test
    void countsWhatVppHasMadeAndNothingElse(@TempDir Path directory) throws IOException {
        Path maps = Files.writeString(directory.resolve("maps"), """
                7f333bffa000-7f334bffd000 rw-s 00000000 00:01 3719   /memfd:seg-1-2-2 (deleted)
                7f33e5050000-7f33e6000000 rw-s 00000000 00:01 3717   /memfd:session: wrk-mqs-segment (deleted)
                7f33e7000000-7f33e8000000 rw-s 00000000 00:01 3717   /memfd:other (deleted)
                7f340bec8000-7f340becd000 r--p 00000000 fe:01 12     /usr/lib/x86_64-linux-gnu/libsvm.so.26.06
                """);
        SharedSegments segments = new SharedSegments(maps);
        assertThat(segments.count()).isEqualTo(2);
        assertThat(segments.bytes()).isEqualTo(0x10003000L + 0xfb0000L);
    }

    @Test
    void isNothingWhereTheKernelSaysNothing() {
        assertThat(new SharedSegments(Path.of("/nowhere")).bytes()).isZero();
    }
}
