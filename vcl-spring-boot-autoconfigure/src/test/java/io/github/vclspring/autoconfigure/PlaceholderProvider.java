/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.vppcom.Vcl;
import io.github.vclspring.vppcom.VppcomLibrary;
import io.github.vclspring.vppcom.VppcomProvider;
import java.nio.file.Path;

/** Stands in until vcl-loopback is here. */
public class PlaceholderProvider implements VppcomProvider {

    private static final VppcomLibrary LIBRARY = new StubLibrary(false);

    @Override
    public String name() {
        return Vcl.LOOPBACK;
    }

    @Override
    public VppcomLibrary load(Path path) {
        return LIBRARY;
    }
}
