/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import com.kenai.jffi.Library;
import jnr.ffi.LibraryLoader;

/**
 * Lets a process that ends with an application die by SIGABRT, where libvppcom's exit handler dies by SIGSEGV (vppcom.c
 * {@code vppcom_app_exit}, 26.06). It is an exit handler, too, so no road out of the JVM passes it by, not even {@link
 * java.lang.Runtime#halt}. The handler that was registered last runs first, and decides.
 */
final class ExitCheck {

    private static final LibC C = LibraryLoader.create(LibC.class).load("c");
    private static final long ABORT = Library.getDefault().getSymbolAddress("abort");
    private static final long EXIT = Library.getDefault().getSymbolAddress("_exit");

    /** GNU's libc has it. */
    private static final boolean SUPPORTED = Library.getDefault().getSymbolAddress("on_exit") != 0;

    private ExitCheck() {}

    /** The part of libc that is used; public because jnr-ffi implements it from another class loader. */
    public interface LibC {

        int on_exit(long function, long argument);
    }

    /** From now on the process must not end. */
    static void arm() {
        register(ABORT);
    }

    /** From now on the process may end; it keeps its status. */
    static void disarm() {
        register(EXIT);
    }

    private static void register(long handler) {
        if (SUPPORTED) {
            C.on_exit(handler, 0);
        }
    }
}
