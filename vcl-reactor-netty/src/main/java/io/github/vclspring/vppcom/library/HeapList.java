/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import java.nio.file.Path;
import java.util.OptionalLong;
import jnr.ffi.LibraryLoader;

/**
 * The list of heaps that libvppinfra keeps since 26.02. It lies in the heap that {@code vppcom_app_destroy} unmaps, and
 * {@code vppcom_app_create} appends to it: without this class, attaching again ends in SIGSEGV, or in a write to what was
 * mapped there meanwhile (mem_dlmalloc.c {@code clib_mem_create_heap_internal}, 26.02 to 26.06).
 */
final class HeapList {

    private static final MemoryIO MEMORY = MemoryIO.getInstance();

    private final Library library;
    private final Functions functions;

    HeapList(Library library, Path file) {
        this.library = library;
        this.functions = LibraryLoader.create(Functions.class).load(file.toString());
    }

    /**
     * Finds the list while the application is attached.
     *
     * @return where its address is stored; empty if this release has no list, or has it elsewhere than is known
     */
    OptionalLong find() {
        // clib_mem_main_t begins with the main heap and the list; the function is as old as the list
        long main = library.getSymbolAddress("clib_mem_main");
        if (main == 0 || library.getSymbolAddress("clib_mem_thread_init") == 0) {
            return OptionalLong.empty();
        }
        long heap = MEMORY.getAddress(main);
        long list = main + Long.BYTES;
        if (heap == 0) {
            return OptionalLong.empty();
        }
        long offset = MEMORY.getAddress(list) - functions.clib_mem_get_heap_base(heap);
        boolean isInHeap = offset >= 0 && offset < functions.clib_mem_get_heap_size(heap);
        return isInHeap ? OptionalLong.of(list) : OptionalLong.empty();
    }

    /** Clears the list that {@link #find} found, after the application was destroyed. */
    static void clear(long list) {
        MEMORY.putAddress(list, 0);
    }

    /** Public because jnr-ffi implements it from another class loader. */
    public interface Functions {

        long clib_mem_get_heap_base(long heap);

        long clib_mem_get_heap_size(long heap);
    }
}
