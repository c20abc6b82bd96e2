/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import com.kenai.jffi.Library;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomRelease;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import jnr.ffi.LibraryLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host's libvppcom. */
final class NativeVppcomLibrary implements VppcomLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeVppcomLibrary.class);

    private static final String EXIT_WARNING = "libvppcom's exit handler may crash the JVM at its end";

    private final Vppcom functions;
    private final Library handle;
    private final Path file;
    private final String soname;
    private final LibC libc = LibraryLoader.create(LibC.class).load("c");
    private final HeapList heaps;

    /**
     * Creates a library.
     *
     * @param soname its SONAME, or the name of its file if the SONAME states no release
     */
    NativeVppcomLibrary(Vppcom functions, Library handle, Path file, String soname) {
        this.functions = functions;
        this.handle = handle;
        this.file = file;
        this.soname = soname;
        this.heaps = new HeapList(handle, file);
    }

    String soname() {
        return soname;
    }

    @Override
    public Vppcom functions() {
        return functions;
    }

    @Override
    public Optional<VppcomRelease> release() {
        return VppcomRelease.ofSoname(soname);
    }

    @Override
    public boolean supports(VppcomFeature feature) {
        return handle.getSymbolAddress(feature.symbol()) != 0;
    }

    @Override
    public String location() {
        return file.toString();
    }

    @Override
    public boolean needsVpp() {
        return true;
    }

    @Override
    public void setenv(String name, @Nullable String value) {
        int result = value == null ? libc.unsetenv(name) : libc.setenv(name, value, 1);
        if (result != 0) {
            throw new IllegalArgumentException("Cannot set the environment variable " + name);
        }
    }

    @Override
    public @Nullable String getenv(String name) {
        return libc.getenv(name);
    }

    @Override
    public WorkerEpoll workerEpoll(int descriptor) {
        return new WorkerEpoll(libc, descriptor);
    }

    @Override
    public void destroyApp() {
        OptionalLong list = heaps.find();
        VppcomLibrary.super.destroyApp();
        list.ifPresent(HeapList::clear);
    }

    @Override
    public void skipExitHandlers() {
        try {
            // the handler registered last runs first, and its first argument is the exit status
            if (libc.on_exit(Library.getDefault().getSymbolAddress("_exit"), 0) == 0) {
                return;
            }
            LOG.warn("{}: on_exit failed", EXIT_WARNING);
        } catch (UnsatisfiedLinkError e) {
            LOG.warn("{}: this libc has no on_exit", EXIT_WARNING);
        }
    }

    /**
     * The libc functions that the JVM does not expose. Public because jnr-ffi implements it from another class loader.
     */
    public interface LibC {

        int setenv(String name, String value, int overwrite);

        int unsetenv(String name);

        @Nullable
        String getenv(String name);

        int epoll_ctl(int epoll, int operation, int descriptor, long event);

        int on_exit(long function, long argument);
    }
}
