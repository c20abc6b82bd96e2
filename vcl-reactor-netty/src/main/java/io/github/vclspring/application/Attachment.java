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

/** Attaches an application and its workers to VPP, and explains why VPP refuses. On the thread of the worker to be. */
final class Attachment {

    private static final Logger LOG = LoggerFactory.getLogger(VclApplication.class);

    /** The configuration whose contradictions have been logged. */
    private static WeakReference<VclConfig> warnedOf = new WeakReference<>(null);

    private final VclConfig config;
    private final VppcomLibrary library;

    Attachment(VclConfig config, VppcomLibrary library) {
        this.config = config;
        this.library = library;
    }

    /**
     * Checks what can be checked before native code is entered.
     *
     * @return the app socket, empty for the binary API
     * @throws VclAttachException saying what is wrong
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

    /** Returns whether somebody takes connections at the app socket. */
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

    /** Before anything can fail for them; once, however often an attempt is repeated. */
    private void warnOfOverrides() {
        synchronized (Attachment.class) {
            if (warnedOf.refersTo(config)) {
                return;
            }
            warnedOf = new WeakReference<>(config);
        }
        VclConfFile.warnOfOverrides(config, library);
    }

    /** They share memory whose layout changes between releases and carries no version. */
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
                        "Install VPP's libraries of release " + vpp + ", or name them by vcl.library-path.",
                        null);
            });
        });
    }

    /**
     * Attaches, which makes the calling thread worker 0.
     *
     * @return the file that VCL was configured by, to be closed at the end
     */
    VclConfFile attach(@Nullable String socket) {
        VclConfFile conf = VclConfFile.open(config, library);
        int result = library.functions().appCreate(config.appName());
        if (library.needsVpp()) {
            // for the ends of a process that run no shutdown hook, such as Runtime.halt
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
                            + " enabled ('vppctl show session') and that VPP is of the library's release, "
                            + library.release().map(Object::toString).orElse("unknown") + ".",
                    null);
        }
        return conf;
    }

    /**
     * Makes the calling thread a further worker.
     *
     * @param registered how many there are
     * @return VCL's index of it
     */
    int register(int registered) {
        Vppcom vppcom = library.functions();
        int result = vppcom.workerRegister();
        if (result < 0) {
            int slot = vppcom.workerIndex();
            // refused by VPP, the slot is taken; refused for max-workers, there is none, and unregister would crash
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
