/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import com.kenai.jffi.Library;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomRelease;
import io.github.vclspring.vppcom.library.VppcomUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.mapper.FunctionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Loads the host's libvppcom with jnr-ffi. It is never bundled, because it must match the release of the running VPP.
 */
final class NativeVppcomProvider implements VppcomProvider {

    static final NativeVppcomProvider INSTANCE = new NativeVppcomProvider();

    private static final Pattern UPPER_CASE = Pattern.compile("[A-Z]");

    private @Nullable NativeVppcomLibrary loaded;

    private NativeVppcomProvider() {}

    @Override
    public String name() {
        return Vcl.VPP;
    }

    @Override
    public synchronized VppcomLibrary load(@Nullable Path path) {
        NativeVppcomLibrary library = loaded;
        if (library != null && path == null) {
            return library;
        }
        Path file = LibraryFinder.find(path);
        try {
            file = file.toRealPath();
            requireTrust(file);
        } catch (IOException e) {
            throw new VppcomUnavailableException(
                    Reason.NOT_FOUND, "Cannot read " + file + ": " + e, "Check the file's permissions.", e);
        }
        if (library == null) {
            library = open(file);
            loaded = library;
        } else if (!library.location().equals(file.toString())) {
            throw new VppcomUnavailableException(
                    Reason.LINK_ERROR,
                    "This process has already loaded " + library.location() + " and cannot load " + file + " beside it",
                    "Use one vcl.library-path for the whole process.",
                    null);
        }
        return library;
    }

    private static void requireTrust(Path file) throws IOException {
        WorldWritable.find(file).ifPresent(path -> {
            throw new VppcomUnavailableException(
                    Reason.WORLD_WRITABLE,
                    "Will not load " + file + ": everyone may write to " + path,
                    "Remove that permission ('chmod o-w " + path + "'), or set vcl.library-path to another library.",
                    null);
        });
    }

    static NativeVppcomLibrary open(Path file) {
        ElfFile elf = readElf(file);
        Optional<VppcomRelease> release = Optional.ofNullable(elf.soname())
                .flatMap(VppcomRelease::ofSoname)
                .or(() -> LibraryFinder.release(file));
        release.filter(r -> r.compareTo(VppcomRelease.OLDEST_KNOWN) < 0).ifPresent(r -> {
            throw new VppcomUnavailableException(
                    Reason.UNKNOWN_RELEASE,
                    file + " is of VPP " + r + ", older than " + VppcomRelease.OLDEST_KNOWN
                            + ": its attributes are numbered differently",
                    "Use VPP " + VppcomRelease.OLDEST_KNOWN + " or later.",
                    null);
        });
        Library handle = openByJnr(file);
        if (handle == null) {
            throw linkError(file, elf, Library.getLastError());
        }
        requireSymbols(file, handle);
        Vppcom functions = LibraryLoader.create(Vppcom.class)
                .mapper((FunctionMapper) (name, context) -> symbol(name))
                // errno is not needed, because libvppcom returns it
                .option(LibraryOption.IgnoreError, null)
                .load(file.toString());
        return new NativeVppcomLibrary(functions, handle, file, release);
    }

    private static @Nullable Library openByJnr(Path file) {
        try {
            return Library.openLibrary(file.toString(), Library.LAZY | Library.GLOBAL);
        } catch (LinkageError e) {
            throw new VppcomUnavailableException(
                    Reason.JNR_UNAVAILABLE,
                    "jnr-ffi, which calls libvppcom, cannot load its own native code: " + e.getMessage(),
                    "It unpacks that code into java.io.tmpdir, " + System.getProperty("java.io.tmpdir")
                            + ": make the directory writable and not 'noexec', or name another by"
                            + " -Djffi.extract.dir.",
                    e);
        }
    }

    private static ElfFile readElf(Path file) {
        ElfFile elf;
        try {
            elf = ElfFile.read(file);
        } catch (IOException e) {
            throw new VppcomUnavailableException(
                    Reason.WRONG_ARCHITECTURE,
                    "Cannot load " + file + ": " + e.getMessage(),
                    "Name the file libvppcom.so.<release> that VPP's packages install.",
                    e);
        }
        int machine = "amd64".equals(System.getProperty("os.arch")) ? ElfFile.MACHINE_X86_64 : ElfFile.MACHINE_AARCH64;
        if (elf.machine() != machine) {
            throw new VppcomUnavailableException(
                    Reason.WRONG_ARCHITECTURE,
                    file + " is for another processor (ELF machine " + elf.machine() + ") than this JVM ("
                            + System.getProperty("os.arch") + ")",
                    "Install the VPP packages for " + System.getProperty("os.arch") + ".",
                    null);
        }
        return elf;
    }

    private static VppcomUnavailableException linkError(Path file, ElfFile elf, String error) {
        Optional<String> missing = elf.needed().stream().filter(error::contains).findFirst();
        if (missing.isPresent()) {
            return new VppcomUnavailableException(
                    Reason.MISSING_DEPENDENCY,
                    "Cannot load " + file + ": it needs " + missing.get() + " (" + error + ")",
                    "Install VPP's libraries of the same release beside it, or name their directory in LD_LIBRARY_PATH.",
                    null);
        }
        return new VppcomUnavailableException(
                Reason.LINK_ERROR, "Cannot load " + file + ": " + error, "See the dynamic linker's message.", null);
    }

    /** jnr-ffi reports a missing function only when it is first called, which is too late to fail the startup. */
    private static void requireSymbols(Path file, Library handle) {
        Arrays.stream(Vppcom.class.getMethods())
                .map(method -> symbol(method.getName()))
                .filter(symbol -> !isOptional(symbol) && handle.getSymbolAddress(symbol) == 0)
                .sorted() // reflection has no fixed order: name the same one at each start
                .findFirst()
                .ifPresent(symbol -> {
                    throw new VppcomUnavailableException(
                            Reason.MISSING_SYMBOL,
                            file + " has no function " + symbol,
                            "Name VPP's own libvppcom, of release " + VppcomRelease.OLDEST_KNOWN + " or later.",
                            null);
                });
    }

    private static boolean isOptional(String symbol) {
        for (VppcomFeature feature : VppcomFeature.values()) {
            if (feature.symbol().equals(symbol)) {
                return true;
            }
        }
        return false;
    }

    /** Returns a method's C function: {@code vppcom_session_read} for {@code sessionRead}. One is not in vppcom.h. */
    static String symbol(String method) {
        return (method.equals("flushMqEvents") ? "vcl_" : "vppcom_")
                + UPPER_CASE
                        .matcher(method)
                        .replaceAll(letter -> "_" + letter.group().toLowerCase(Locale.ROOT));
    }
}
