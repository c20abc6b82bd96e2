/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Sets what Netty's suite reads from system properties when its first class is loaded, and starts the loops. */
public final class SuiteSession implements LauncherSessionListener {

    private Optional<BlackHole> blackHole = Optional.empty();

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (!SuiteNet.isVpp()) {
            openBlackHole();
        }
        // some methods of the suite allow 3 s, and the first would have to attach in them
        SuiteLoops.application();
    }

    private void openBlackHole() {
        try {
            BlackHole hole = BlackHole.open();
            blackHole = Optional.of(hole);
            System.setProperty(SuiteNet.BAD_HOST, hole.address().getAddress().getHostAddress());
            System.setProperty(
                    SuiteNet.BAD_PORT, Integer.toString(hole.address().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        blackHole.ifPresent(BlackHole::close);
    }
}
