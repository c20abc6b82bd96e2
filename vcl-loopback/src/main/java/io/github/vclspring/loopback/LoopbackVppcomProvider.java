/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.github.vclspring.vppcom.library.VppcomProvider;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Provides the loopback under the name {@link Vcl#LOOPBACK}. */
public final class LoopbackVppcomProvider implements VppcomProvider {

    @Override
    public String name() {
        return Vcl.LOOPBACK;
    }

    /** Returns the process's only loopback. {@code path} is ignored, because there is no file to load. */
    @Override
    public VppcomLibrary load(@Nullable Path path) {
        return LoopbackVppcomLibrary.instance();
    }
}
