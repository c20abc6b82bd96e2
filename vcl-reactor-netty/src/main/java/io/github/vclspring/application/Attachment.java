/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.application.AppSocket.Origin;
import io.github.vclspring.application.VclAttachException.Reason;
import io.github.vclspring.config.VclConfFile;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomRelease;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.lang.ref.WeakReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attaches an application and its workers to VPP, and explains refusals. Attach on the thread that becomes the worker.
 */
final class Attachment {

    private static final Logger LOG = LoggerFactory.getLogger(VclApplication.class);

    /** The configuration whose overrides have been logged. */
    private static WeakReference<VclConfig> warnedOf = new WeakReference<>(null);

    private final VclConfig config;
    private final VppcomLibrary library;

    Attachment(VclConfig config, VppcomLibrary library) {
        this.config = config;
        this.library = library;
    }

    /**
     * Checks what can be checked before native code is called.
     *
     * @return the app socket, empty for the binary API
     * @throws VclAttachException if a check fails
     */
    Optional<String> checkSocket() {
        warnOfOverrides();
        Optional<String> socket = VclConfFile.appSocket(config, library);
        if (!library.needsVpp()) {
            return socket;
        }
        if (socket.isPresent()) {
            AppSocket.check(socket.get(), Origin.of(config, library));
            checkRelease(socket.get());
        } else if (config.options().containsKey(VclOption.API_SOCKET_NAME)) {
            LOG.warn(
                    "Attaching over VPP's binary API: VCL neither re-attaches over it when VPP restarts, nor survives a"
                            + " refusal (vppcom_app_destroy follows a null pointer, 26.06). Prefer vcl.app-socket-api");
        } else {
            throw new VclAttachException(
                    Reason.APP_SOCKET_UNSET,
                    "No app socket is configured",
                    Origin.of(config, library).remedy(),
                    null);
        }
        return socket;
    }

    /** Returns whether something listens on the app socket. */
    boolean isVppListening(@Nullable String socket) {
        if (socket == null || !library.needsVpp()) {
            return false;
        }
        try {
            AppSocket.check(socket, Origin.of(config, library));
            return true;
        } catch (VclAttachException e) {
            return false;
        }
    }

    /** Logs overrides before they can cause a failure, and only once for repeated attempts. */
    private void warnOfOverrides() {
        synchronized (Attachment.class) {
            if (warnedOf.refersTo(config)) {
                return;
            }
            warnedOf = new WeakReference<>(config);
        }
        VclConfFile.warnOfOverrides(config, library);
    }

    /**
     * Requires VPP and the library to be of the same release. They share memory whose layout changes between releases
     * and carries no version.
     */
    private void checkRelease(String socket) {
        library.release().ifPresent(own -> {
            if (own.compareTo(VppcomRelease.NEWEST_KNOWN) > 0) {
                LOG.warn(
                        "libvppcom {} is newer than {}, the newest release that was tested with this binding",
                        own,
                        VppcomRelease.NEWEST_KNOWN);
            }
            RunningVpp.release(socket).filter(vpp -> !vpp.equals(own)).ifPresent(vpp -> {
                throw new VclAttachException(
                        Reason.RELEASE_MISMATCH,
                        "The VPP behind %s is of release %s, and %s of release %s: they would misread each other's memory"
                                .formatted(socket, vpp, library.location(), own),
                        "Install VPP's libraries of release " + vpp + ", or set vcl.library-path to them.",
                        null);
            });
        });
    }

    /**
     * Attaches and makes the calling thread worker 0.
     *
     * @return the file that configures VCL, to be closed at the end
     */
    VclConfFile attach(@Nullable String socket) {
        VclConfFile conf = VclConfFile.open(config, library);
        int result = library.functions().appCreate(config.appName());
        if (library.needsVpp()) {
            // covers exits that run no shutdown hook, such as Runtime.halt
            library.skipExitHandlers();
        }
        if (result < 0) {
            conf.close();
            throw new VclAttachException(
                    Reason.ATTACH_REFUSED,
                    "VPP did not attach the application '%s' over %s (vppcom_app_create: %s)"
                            .formatted(
                                    config.appName(),
                                    socket == null ? "its binary API" : socket,
                                    Errno.describe(result)),
                    "VCL wrote VPP's reason to standard error, above. If it speaks of a namespace, compare"
                            + " vcl.namespace-id and vcl.namespace-secret with 'vppctl show app ns'; of a segment or"
                            + " memory, lower vcl.segment-size; of anything else, check that VPP's session layer is"
                            + " enabled ('vppctl show session') and that VPP and the library are of one release, "
                            + library.release().map(Object::toString).orElse("unknown") + ".",
                    null);
        }
        return conf;
    }

    /**
     * Makes the calling thread an additional worker.
     *
     * @param registered number of workers so far
     * @return VCL's index of the worker
     */
    int register(int registered) {
        Vppcom vppcom = library.functions();
        int result = vppcom.workerRegister();
        if (result < 0) {
            int slot = vppcom.workerIndex();
            // a refusal by VPP leaves the slot taken; one for max-workers leaves no slot, and unregister would crash
            if (slot >= 0) {
                vppcom.workerUnregister();
            }
            throw new VclAttachException(
                    Reason.WORKER_REFUSED,
                    "VPP refused worker %d of %d (vppcom_worker_register: %s)"
                            .formatted(registered, config.workers(), Errno.describe(result)),
                    "Raise vcl.max-workers if it is set, lower vcl.worker.count, or give VPP memory for a segment of"
                            + " vcl.segment-size per worker.",
                    null);
        }
        return vppcom.workerIndex();
    }
}
