/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomRelease;
import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** libvppcom's API over kernel sockets, behaving like VPP 26.06. Loaded by {@link Vcl#load}, once per process. */
public final class LoopbackVppcomLibrary implements VppcomLibrary {

    private static final LoopbackVppcomLibrary INSTANCE = new LoopbackVppcomLibrary();

    private final Map<String, String> environment = new ConcurrentHashMap<>(System.getenv());
    private final LoopbackFaults faults = new LoopbackFaults();
    private final LoopbackVppcom functions = new LoopbackVppcom(this);

    private LoopbackVppcomLibrary() {}

    static LoopbackVppcomLibrary instance() {
        return INSTANCE;
    }

    /** Returns the faults that a test can inject. */
    public LoopbackFaults faults() {
        return faults;
    }

    @Override
    public Vppcom functions() {
        return functions;
    }

    @Override
    public Optional<VppcomRelease> release() {
        return Optional.of(VppcomRelease.NEWEST_KNOWN);
    }

    @Override
    public boolean supports(VppcomFeature feature) {
        return true;
    }

    @Override
    public String location() {
        return "loopback (kernel sockets)";
    }

    @Override
    public boolean needsVpp() {
        return false;
    }

    @Override
    public void skipExitHandlers() {
        ExitCheck.disarm();
    }

    /** Sets a variable for the loopback only. The process's environment is unchanged. */
    @Override
    public void setenv(String name, @Nullable String value) {
        if (value == null) {
            environment.remove(name);
        } else {
            environment.put(name, value);
        }
    }

    @Override
    public @Nullable String getenv(String name) {
        return environment.get(name);
    }
}
