/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.ReflectionSupport;

/** The VPP of a test class: started when it is first asked for, and asked after between the tests. */
final class LazyVpp implements AutoCloseable {

    private final Class<? extends Consumer<PrivateVppBuilder>> customizer;
    private @Nullable PrivateVpp vpp;
    private @Nullable RuntimeException failure;

    LazyVpp(Class<? extends Consumer<PrivateVppBuilder>> customizer) {
        this.customizer = customizer;
    }

    synchronized PrivateVpp get() {
        if (failure != null) {
            // What failed once fails again, and takes its time.
            throw new IllegalStateException("VPP did not start for an earlier test of this class", failure);
        }
        if (vpp == null) {
            try {
                PrivateVppBuilder builder = PrivateVpp.builder();
                ReflectionSupport.newInstance(customizer).accept(builder);
                vpp = builder.start();
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }
        return vpp;
    }

    synchronized void beforeTest() {
        if (vpp == null) {
            // Where VPP is required and missing, this fails also the tests without a parameter.
            VppHome.find();
        } else if (!vpp.isAlive()) {
            vpp.restart();
        } else if (vpp.isPaused()) {
            vpp.resume();
        }
    }

    synchronized void afterTest() {
        if (vpp != null) {
            vpp.deathReport().ifPresent(words -> {
                throw new AssertionError(words);
            });
        }
    }

    @Override
    public synchronized void close() {
        if (vpp != null) {
            vpp.close();
        }
    }
}
