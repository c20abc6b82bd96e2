/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.config.VclConfFile;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclConfigException;
import io.github.vclspring.config.VclConfigRules;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomRelease;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.github.vclspring.vppcom.library.WritableByOthers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks that precede attaching, and those of a running application. They inspect files, the environment, and
 * what the workers last published. VCL is not called, and VPP does not notice. Do not run them on an event loop.
 */
public final class VclDiagnosis {

    private final VclConfig config;
    private final VppcomLibrary library;
    private final @Nullable VclApplication application;
    private final List<VclCheck> checks = new ArrayList<>();

    private VclDiagnosis(VclConfig config, VppcomLibrary library, @Nullable VclApplication application) {
        this.config = config;
        this.library = library;
        this.application = application;
    }

    /**
     * Runs all checks.
     *
     * @param application the running application, or null
     */
    public static List<VclCheck> run(VclConfig config, VppcomLibrary library, @Nullable VclApplication application) {
        VclDiagnosis diagnosis = new VclDiagnosis(config, library, application);
        diagnosis.library();
        diagnosis.functions();
        diagnosis.configFile();
        diagnosis.environment();
        diagnosis.appSocket();
        diagnosis.application();
        return List.copyOf(diagnosis.checks);
    }

    private void library() {
        if (!library.needsVpp()) {
            checks.add(VclCheck.ok("library", "The embedded loopback stands in for VPP"));
            return;
        }
        Optional<VppcomRelease> release = library.release();
        Optional<VclCheck> untrusted = trust(Path.of(library.location()));
        if (untrusted.isPresent()) {
            checks.add(untrusted.get());
        } else if (release.isEmpty()) {
            checks.add(VclCheck.warning(
                    "library",
                    library.location() + " does not name its release",
                    "Use the library of a packaged VPP, whose SONAME names the release."));
        } else if (!release.get().isKnown()) {
            checks.add(VclCheck.warning(
                    "library",
                    "libvppcom %s from %s was not tested with this binding, which supports %s to %s"
                            .formatted(
                                    release.get(),
                                    library.location(),
                                    VppcomRelease.OLDEST_KNOWN,
                                    VppcomRelease.NEWEST_KNOWN),
                    "Use a release of that range, or test with your own."));
        } else {
            checks.add(VclCheck.ok("library", "libvppcom " + release.get() + " from " + library.location()));
        }
    }

    private static Optional<VclCheck> trust(Path file) {
        try {
            return WritableByOthers.findForLibrary(file)
                    .map(path -> VclCheck.failed(
                            "library",
                            file + " is not trusted, because users other than its owner may write to " + path
                                    + ": the next start would refuse it",
                            "Remove that permission ('chmod go-w " + path
                                    + "'), or set vcl.library-path to another library."));
        } catch (IOException e) {
            return Optional.of(VclCheck.warning(
                    "library",
                    file + " can no longer be read: " + e,
                    "If VPP was upgraded, restart the application with the library of its release."));
        }
    }

    private void functions() {
        List<VppcomFeature> missing = Arrays.stream(VppcomFeature.values())
                .filter(feature -> !library.supports(feature))
                .toList();
        if (missing.isEmpty()) {
            checks.add(VclCheck.ok("functions", "All optional functions are available"));
            return;
        }
        checks.add(VclCheck.warning(
                "functions",
                "The library lacks "
                        + missing.stream()
                                .map(feature -> feature.symbol() + " (VPP " + feature.since() + ")")
                                .collect(Collectors.joining(", ")),
                "Nothing, unless you need them: without vppcom_worker_is_detached a restart of VPP"
                        + " goes unnoticed."));
    }

    private void configFile() {
        Path file = config.configFile().orElse(null);
        if (file == null) {
            checks.add(VclCheck.ok("config-file", "vcl.conf is generated from the properties"));
            return;
        }
        try {
            VclConfigRules.checkFile(file);
            checks.add(VclCheck.ok("config-file", "VCL reads " + file));
        } catch (VclConfigException e) {
            checks.add(VclCheck.failed("config-file", file + " " + e.rule(), e.remedy()));
        }
    }

    private void environment() {
        List<VclOption> overrides;
        try {
            overrides = VclConfFile.overrides(config, library);
        } catch (UncheckedIOException e) {
            checks.add(
                    VclCheck.skipped("environment", "Cannot determine what a variable overrides: " + e.getMessage()));
            return;
        }
        if (overrides.isEmpty()) {
            checks.add(VclCheck.ok("environment", "No environment variable contradicts the configuration"));
        }
        for (VclOption option : overrides) {
            String variable = option.environmentVariable().orElseThrow();
            checks.add(VclCheck.warning(
                    "environment",
                    "The environment variable " + variable + " overrides " + VclConfFile.overridden(option, config),
                    config.configFile().isPresent()
                            ? "Unset it, or set the option in vcl.conf to the same value."
                            : "Unset it, or set the property to the same value."));
        }
    }

    private void appSocket() {
        if (!library.needsVpp()) {
            checks.add(VclCheck.skipped("app-socket", "The loopback does not need one"));
            checks.add(VclCheck.skipped("release", "The loopback is its own VPP"));
            return;
        }
        String socket;
        try {
            socket = VclConfFile.appSocket(config, library).orElse(null);
        } catch (UncheckedIOException e) {
            checks.add(VclCheck.failed(
                    "app-socket",
                    "Cannot determine which app socket VCL uses: " + e.getMessage(),
                    "Set vcl.config-file to a readable vcl.conf, or remove it."));
            return;
        }
        if (socket == null) {
            checks.add(
                    config.options().containsKey(VclOption.API_SOCKET_NAME)
                            ? VclCheck.skipped("app-socket", "VPP's binary API is used instead")
                            : VclCheck.failed(
                                    "app-socket",
                                    "No app socket is configured",
                                    AppSocket.Origin.of(config, library).remedy()));
            return;
        }
        try {
            AppSocket.check(socket, AppSocket.Origin.of(config, library));
            checks.add(VclCheck.ok("app-socket", socket + " exists, this process may use it, and VPP listens on it"));
        } catch (VclAttachException e) {
            checks.add(VclCheck.failed("app-socket", String.valueOf(e.getMessage()), e.remedy()));
        }
        release(socket);
    }

    private void release(String socket) {
        Optional<VppcomRelease> vpp = RunningVpp.release(socket);
        Optional<VppcomRelease> own = library.release();
        if (vpp.isEmpty() || own.isEmpty()) {
            checks.add(VclCheck.skipped("release", "This process cannot see the release of VPP"));
        } else if (vpp.equals(own)) {
            checks.add(VclCheck.ok("release", "VPP and the library are of one release, " + own.get()));
        } else {
            checks.add(VclCheck.failed(
                    "release",
                    "VPP is of release " + vpp.get() + ", the library of " + own.get()
                            + ": they misread each other's memory",
                    "Install VPP's libraries of release " + vpp.get() + ", or set vcl.library-path to them."));
        }
    }

    private void application() {
        VclApplication present = application;
        if (present == null) {
            checks.add(VclCheck.skipped("attached", "This process is not attached"));
            return;
        }
        checks.add(
                present.state() == VclState.ATTACHED
                        ? VclCheck.ok("attached", "Attached since " + present.since())
                        : VclCheck.failed(
                                "attached",
                                "The state is " + present.state() + " since " + present.since(),
                                "Look at VPP: the application re-attaches by itself once VPP runs."));
        workers(present);
        listeners(present);
    }

    private void workers(VclApplication present) {
        List<VclWorker> workers = present.workers();
        List<String> unwell = workers.stream()
                .filter(worker -> worker.condition() != VclWorker.Condition.ATTACHED)
                .map(worker -> worker.thread().getName() + " is " + worker.condition())
                .toList();
        if (workers.size() < present.config().workers()) {
            checks.add(VclCheck.failed(
                    "workers",
                    workers.size() + " of " + present.config().workers() + " workers are registered",
                    "Find in the log why the next one was refused."));
        } else if (unwell.isEmpty()) {
            checks.add(VclCheck.ok("workers", workers.size() + " workers are attached and iterate"));
        } else {
            checks.add(VclCheck.failed(
                    "workers",
                    String.join(", ", unwell),
                    "A stalled one is blocked by a handler, or by a VPP that hangs: its stack is in the log and in"
                            + " /actuator/threaddump, and the others do not re-attach without it. A detached one waits"
                            + " for VPP. A stopped one has ended: its error is in the log; restart the application."));
        }
    }

    private void listeners(VclApplication present) {
        long wanted = present.wantedListeners();
        if (wanted == 0) {
            checks.add(VclCheck.skipped("listeners", "No server listens over VCL"));
        } else if (present.missingListeners() == 0) {
            checks.add(VclCheck.ok("listeners", "All listeners that servers want exist: " + wanted));
        } else {
            String where = present.workers().stream()
                    .filter(worker -> worker.stats().listeners < worker.stats().wantedListeners)
                    .map(worker -> worker.thread().getName() + " has " + worker.stats().listeners + " of "
                            + worker.stats().wantedListeners)
                    .collect(Collectors.joining(", "));
            checks.add(VclCheck.failed(
                    "listeners",
                    "Listeners are missing: " + where,
                    "They are retried until VPP accepts them. Check that VPP has its address ('vppctl show interface address') and that"
                            + " the port is free there ('vppctl show app listeners')."));
        }
    }
}
