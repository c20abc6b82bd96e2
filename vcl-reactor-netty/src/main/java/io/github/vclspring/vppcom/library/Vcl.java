/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import io.github.vclspring.vppcom.library.VppcomUnavailableException.Reason;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the system's libvppcom can be used, in the manner of Netty's {@code Epoll}, and loads libraries.
 *
 * <p>Only works on Linux. Nothing here attaches to VPP.
 */
public final class Vcl {

    /** The provider that finds the library of the VPP that the host runs. */
    public static final String VPP = "vpp";

    /** The provider that stands in for VPP over kernel sockets; its module is {@code vcl-loopback}. */
    public static final String LOOPBACK = "loopback";

    private Vcl() {}

    /** Returns whether the system's libvppcom loads. Probed once. */
    public static boolean isAvailable() {
        return Probe.CAUSE == null;
    }

    /** Returns why it does not load, null if it does. */
    public static @Nullable Throwable unavailabilityCause() {
        return Probe.CAUSE;
    }

    /**
     * Does nothing if the system's libvppcom loads.
     *
     * @throws UnsatisfiedLinkError with the {@linkplain #unavailabilityCause() cause} if it does not
     */
    public static void ensureAvailability() {
        if (Probe.CAUSE != null) {
            throw (UnsatisfiedLinkError) new UnsatisfiedLinkError(Probe.CAUSE.getMessage()).initCause(Probe.CAUSE);
        }
    }

    /**
     * Loads a library from the provider of that name.
     *
     * @param path a library file or the directory that holds one; the system's places are searched if null
     * @throws VppcomUnavailableException if there is no such provider, or it cannot load
     */
    public static VppcomLibrary load(String provider, @Nullable Path path) {
        if (provider.equals(VPP)) {
            return NativeVppcomProvider.INSTANCE.load(path);
        }
        for (VppcomProvider candidate : ServiceLoader.load(VppcomProvider.class, Vcl.class.getClassLoader())) {
            if (candidate.name().equals(provider)) {
                return candidate.load(path);
            }
        }
        throw new VppcomUnavailableException(
                Reason.NO_PROVIDER,
                "No provider named '" + provider + "' is on the class path",
                provider.equals(LOOPBACK)
                        ? "Add io.github.vclspring:vcl-loopback to the class path, or choose mode 'vpp'."
                        : "Choose 'vpp' or 'loopback'.",
                null);
    }

    private static final class Probe {

        static final @Nullable Throwable CAUSE = probe();

        private static @Nullable Throwable probe() {
            try {
                load(VPP, null);
                return null;
            } catch (VppcomUnavailableException | LinkageError e) {
                return e;
            }
        }
    }
}
