/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Collects what Netty's leak detector says. */
public final class Leaks extends AppenderBase<ILoggingEvent> {

    private static final ConcurrentLinkedQueue<String> REPORTS = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
        REPORTS.add(event.getFormattedMessage());
    }

    /** Fails the class during which a leak was noticed; it may have been caused by an earlier one. */
    public static final class Check implements AfterAllCallback {

        @Override
        public void afterAll(ExtensionContext context) {
            List<String> reports = new ArrayList<>();
            for (String report = REPORTS.poll(); report != null; report = REPORTS.poll()) {
                reports.add(report);
            }
            assertThat(reports).as("leaked buffers").isEmpty();
        }
    }
}
