/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import com.kenai.jffi.Library;
import jnr.ffi.LibraryLoader;

/**
 * Aborts a process (SIGABRT) that exits with an application, where libvppcom's exit handler would crash it (SIGSEGV;
 * vppcom.c {@code vppcom_app_exit}, 26.06). This is an exit handler, too, so no exit from the JVM bypasses it, not even
 * {@link java.lang.Runtime#halt}. The handler that was registered last runs first, and decides.
 */
final class ExitCheck {

    private static final LibC C = LibraryLoader.create(LibC.class).load("c");
    private static final long ABORT = Library.getDefault().getSymbolAddress("abort");
    private static final long EXIT = Library.getDefault().getSymbolAddress("_exit");

    /** Whether libc has {@code on_exit}, as glibc does. */
    private static final boolean SUPPORTED = Library.getDefault().getSymbolAddress("on_exit") != 0;

    private ExitCheck() {}

    /** The libc functions used here. Public because jnr-ffi implements the interface in another class loader. */
    public interface LibC {

        int on_exit(long function, long argument);
    }

    /** From now on, an exit aborts the process. */
    static void arm() {
        register(ABORT);
    }

    /** From now on, the process may exit, and keeps its exit status. */
    static void disarm() {
        register(EXIT);
    }

    private static void register(long handler) {
        if (SUPPORTED) {
            C.on_exit(handler, 0);
        }
    }
}
