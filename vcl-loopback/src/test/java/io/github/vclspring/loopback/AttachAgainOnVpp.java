/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclState;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.vpptest.NamespaceTests;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One application after another in one process, as with several contexts of Spring, or with its developer tools. */
class AttachAgainOnVpp {

    /** Fits where the heap of VCL was, of 256 MiB, and leaves no room for the next one. */
    private static final long SIZE = 192L << 20;

    @Test
    void theNextApplicationDoesNotNeedTheMemoryOfTheLast(@TempDir Path directory) throws Exception {
        List<MappedByteBuffer> meanwhile = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            attachAndDetach();
            Path file = directory.resolve("mapped" + i);
            try (FileChannel channel = FileChannel.open(file, CREATE_NEW, READ, WRITE)) {
                meanwhile.add(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
            }
        }
        attachAndDetach();
        assertThat(meanwhile).hasSize(5);
    }

    private static void attachAndDetach() {
        VclApplication application = VclApplication.acquire(
                VclConfig.builder()
                        .appName("again")
                        .workers(1)
                        .set(VclOption.APP_SOCKET_API, System.getProperty(NamespaceTests.APP_SOCKET))
                        .build(),
                VppcomOnVpp.library());
        VclEventLoopGroup group = new VclEventLoopGroup(application, new DefaultThreadFactory("again", true));
        try {
            await().until(() -> application.state() == VclState.ATTACHED);
        } finally {
            group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
            application.release();
        }
        await().until(() -> VclApplication.current().isEmpty());
    }
}
