/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import io.github.vclspring.vppcom.library.VppcomUnavailableException.Reason;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Loads libvppcom and reports whether the system's library is available, like Netty's {@code Epoll}.
 *
 * <p>Works on Linux only. Nothing here attaches to VPP.
 */
public final class Vcl {

    /** The provider that loads the library of the host's VPP. */
    public static final String VPP = "vpp";

    /** The provider that replaces VPP with kernel sockets, in the module {@code vcl-loopback}. */
    public static final String LOOPBACK = "loopback";

    private Vcl() {}

    /** Returns whether the system's libvppcom can be loaded. Tried once. */
    public static boolean isAvailable() {
        return Probe.CAUSE == null;
    }

    /** Returns why the system's libvppcom cannot be loaded, or null if it can. */
    public static @Nullable Throwable unavailabilityCause() {
        return Probe.CAUSE;
    }

    /**
     * Ensures that the system's libvppcom can be loaded.
     *
     * @throws UnsatisfiedLinkError with the {@linkplain #unavailabilityCause() cause} if it cannot be loaded
     */
    public static void ensureAvailability() {
        if (Probe.CAUSE != null) {
            throw (UnsatisfiedLinkError) new UnsatisfiedLinkError(Probe.CAUSE.getMessage()).initCause(Probe.CAUSE);
        }
    }

    /**
     * Loads a library from the named provider.
     *
     * @param path a library file or the directory that contains one; null searches the system's directories
     * @throws VppcomUnavailableException if there is no such provider, or it cannot load the library
     */
    public static VppcomLibrary load(String provider, @Nullable Path path) {
        return load(provider, path, null);
    }

    /**
     * Loads a library from the named provider, and libvppcom only if it is of the expected release.
     *
     * @param path a library file or the directory that contains one; null searches the system's directories
     * @param expectedRelease what the version of libvppcom must begin with, such as {@code 25.10}; null accepts any
     *     known release. Ignored by other providers than {@link #VPP}
     * @throws VppcomUnavailableException if there is no such provider, or it cannot load the library
     */
    public static VppcomLibrary load(String provider, @Nullable Path path, @Nullable String expectedRelease) {
        if (provider.equals(VPP)) {
            return NativeVppcomProvider.INSTANCE.load(path, expectedRelease);
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
