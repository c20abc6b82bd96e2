/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ELF metadata of a shared library, read before the library is loaded. The dynamic linker's messages about a wrong
 * processor or a missing dependency are terse, and libvppcom states its release only in its SONAME.
 *
 * @param machine the processor ({@code e_machine})
 * @param soname its {@code DT_SONAME}, null if it has none
 * @param needed its {@code DT_NEEDED} entries
 * @param searchPath the directories of its {@code DT_RPATH} and {@code DT_RUNPATH}, which may contain {@code $ORIGIN}
 */
record ElfFile(int machine, @Nullable String soname, List<String> needed, List<String> searchPath) {

    static final int MACHINE_X86_64 = 62;
    static final int MACHINE_AARCH64 = 183;

    private static final int MAGIC = 0x7f454c46;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int DT_NULL = 0;
    private static final int DT_NEEDED = 1;
    private static final int DT_STRTAB = 5;
    private static final int DT_SONAME = 14;
    private static final int DT_RPATH = 15;
    private static final int DT_RUNPATH = 29;

    /**
     * Reads a 64-bit little-endian library.
     *
     * @throws IOException if the file cannot be read or is not such a library
     */
    static ElfFile read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            ByteBuffer elf = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            if (elf.limit() < 64 || elf.getInt(0) != MAGIC || elf.get(4) != CLASS_64 || elf.get(5) != LITTLE_ENDIAN) {
                throw new IOException(path + " is not a 64-bit ELF library");
            }
            return parse(elf.order(ByteOrder.LITTLE_ENDIAN));
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            throw new IOException(path + " is a damaged ELF file", e);
        }
    }

    private static ElfFile parse(ByteBuffer elf) {
        int machine = Short.toUnsignedInt(elf.getShort(18));
        List<Long> needed = new ArrayList<>();
        List<Long> searchPaths = new ArrayList<>();
        long soname = -1;
        long stringTable = 0;
        int dynamic = programHeader(elf, PT_DYNAMIC, 0);
        if (dynamic >= 0) {
            int entry = (int) elf.getLong(dynamic + 8);
            for (long tag; (tag = elf.getLong(entry)) != DT_NULL; entry += 16) {
                long value = elf.getLong(entry + 8);
                if (tag == DT_NEEDED) {
                    needed.add(value);
                } else if (tag == DT_SONAME) {
                    soname = value;
                } else if (tag == DT_RPATH || tag == DT_RUNPATH) {
                    searchPaths.add(value);
                } else if (tag == DT_STRTAB) {
                    stringTable = value;
                }
            }
        }
        long strings = fileOffset(elf, stringTable);
        List<String> names = needed.stream().map(n -> string(elf, strings + n)).toList();
        List<String> searchPath = searchPaths.stream()
                .flatMap(n -> Arrays.stream(string(elf, strings + n).split(":", -1)))
                .filter(place -> !place.isEmpty())
                .toList();
        return new ElfFile(machine, soname < 0 ? null : string(elf, strings + soname), names, searchPath);
    }

    /**
     * Returns the first program header of a type, or for PT_LOAD the one that contains the address; -1 if there is
     * none.
     */
    private static int programHeader(ByteBuffer elf, int type, long address) {
        int header = (int) elf.getLong(32);
        int size = elf.getShort(54);
        for (int i = elf.getShort(56); i > 0; i--, header += size) {
            long start = elf.getLong(header + 16);
            if (elf.getInt(header) == type
                    && (type != PT_LOAD || (address >= start && address < start + elf.getLong(header + 32)))) {
                return header;
            }
        }
        return -1;
    }

    private static long fileOffset(ByteBuffer elf, long address) {
        int header = programHeader(elf, PT_LOAD, address);
        return header < 0 ? address : address - elf.getLong(header + 16) + elf.getLong(header + 8);
    }

    private static String string(ByteBuffer elf, long offset) {
        int start = Math.toIntExact(offset);
        int end = start;
        while (elf.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - start];
        elf.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
