/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vpptest.NamespaceTests;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one application of this JVM and its loops, started by whoever asks first. */
public final class SuiteLoops {

    /** Loops, and so workers. */
    public static final int COUNT = 4;

    /** System property: {@code vcl.session-timeout}, in seconds; without it the default. */
    public static final String SESSION_TIMEOUT = "session-timeout";

    private static final VclApplication APPLICATION = acquire();
    private static final VclEventLoopGroup GROUP =
            new VclEventLoopGroup(APPLICATION, new DefaultThreadFactory("vcl-suite", true));

    private SuiteLoops() {}

    /** The application. */
    public static VclApplication application() {
        return APPLICATION;
    }

    /** Its loops. */
    public static VclEventLoopGroup group() {
        return GROUP;
    }

    private static VclApplication acquire() {
        VclConfig.Builder config =
                VclConfig.builder().appName("transport-tests").workers(COUNT).reattachInterval(Duration.ofMillis(50));
        if (!SuiteNet.isVpp()) {
            return VclApplication.acquire(config.build(), Vcl.load(Vcl.LOOPBACK, null));
        }
        config.set(VclOption.APP_SOCKET_API, System.getProperty(NamespaceTests.APP_SOCKET))
                .set(VclOption.RX_FIFO_SIZE, 256 << 10)
                .set(VclOption.TX_FIFO_SIZE, 256 << 10);
        Integer sessionTimeout = Integer.getInteger(SESSION_TIMEOUT);
        if (sessionTimeout != null) {
            config.set(VclOption.SESSION_TIMEOUT, sessionTimeout);
        }
        return VclApplication.acquire(config.build(), Vcl.load(Vcl.VPP, libraryPath()));
    }

    private static @Nullable Path libraryPath() {
        String path = System.getProperty(NamespaceTests.LIBRARY_PATH);
        return path == null ? null : Path.of(path);
    }
}
