/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import com.kenai.jffi.Library;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomRelease;
import io.github.vclspring.vppcom.library.VppcomUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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
    public VppcomLibrary load(@Nullable Path path) {
        return load(path, null);
    }

    /**
     * Loads the library of a release, or returns the one that is already loaded.
     *
     * @param expectedRelease what its version must begin with, such as {@code 25.10}; null accepts any known release
     */
    synchronized VppcomLibrary load(@Nullable Path path, @Nullable String expectedRelease) {
        NativeVppcomLibrary library = loaded;
        if (library == null || path != null) {
            library = load(LibraryFinder.find(path, expectedRelease), library, expectedRelease);
            loaded = library;
        }
        requireRelease(library.location(), library.soname(), expectedRelease);
        return library;
    }

    private static NativeVppcomLibrary load(
            Path found, @Nullable NativeVppcomLibrary present, @Nullable String expectedRelease) {
        try {
            // one path without links is checked and opened
            Path file = found.toRealPath();
            Map<Path, Object> checked = identities(file);
            requireTrust(file);
            if (present == null) {
                NativeVppcomLibrary library = open(file, expectedRelease);
                requireUnchanged(file, checked);
                return library;
            }
            if (present.location().equals(file.toString())) {
                return present;
            }
            throw new VppcomUnavailableException(
                    Reason.LINK_ERROR,
                    "This process has already loaded " + present.location() + " and cannot load " + file + " beside it",
                    "Use one vcl.library-path for the whole process.",
                    null);
        } catch (IOException e) {
            throw new VppcomUnavailableException(
                    Reason.NOT_FOUND, "Cannot read " + found + ": " + e, "Check the file's permissions.", e);
        }
    }

    private static void requireTrust(Path file) throws IOException {
        WritableByOthers.findForLibrary(file).ifPresent(path -> {
            throw new VppcomUnavailableException(
                    Reason.WRITABLE_BY_OTHERS,
                    "Will not load " + file + ": users other than its owner may write to " + path,
                    "Remove that permission ('chmod go-w " + path + "'), or set vcl.library-path to another library.",
                    null);
        });
    }

    /** Returns what a library and those that it needs differ in from files that take their places. */
    static Map<Path, Object> identities(Path library) throws IOException {
        Map<Path, Object> identities = new HashMap<>();
        for (Path file : LibraryFinder.withNeeded(library, LibraryFinder.systemPlaces())) {
            identities.put(file, Files.readAttributes(file, "unix:dev,ino,ctime"));
        }
        return identities;
    }

    /** The dynamic linker opens files by their paths: an upgrade may have replaced them since they were checked. */
    static void requireUnchanged(Path library, Map<Path, Object> checked) throws IOException {
        if (!identities(library).equals(checked)) {
            throw new VppcomUnavailableException(
                    Reason.LINK_ERROR,
                    library + ", or a library that it needs, was replaced while it was loaded",
                    "Start again after the upgrade of VPP's libraries.",
                    null);
        }
    }

    private static void requireRelease(String location, String soname, @Nullable String expectedRelease) {
        String version = LibraryFinder.version(soname);
        if (expectedRelease != null && !LibraryFinder.isOf(version, expectedRelease)) {
            throw new VppcomUnavailableException(
                    Reason.RELEASE_MISMATCH,
                    location + (version.isEmpty() ? " does not name its release" : " is of VPP " + version)
                            + ", and vcl.expected-release is " + expectedRelease,
                    "Install VPP's libraries of release " + expectedRelease
                            + ", or set vcl.library-path to them. If VPP is of another release, correct"
                            + " vcl.expected-release.",
                    null);
        }
    }

    static NativeVppcomLibrary open(Path file, @Nullable String expectedRelease) {
        ElfFile elf = readElf(file);
        String soname = Optional.ofNullable(elf.soname())
                .filter(own -> VppcomRelease.ofSoname(own).isPresent())
                .orElseGet(() -> LibraryFinder.name(file));
        VppcomRelease.ofSoname(soname)
                .filter(r -> r.compareTo(VppcomRelease.OLDEST_KNOWN) < 0)
                .ifPresent(r -> {
                    throw new VppcomUnavailableException(
                            Reason.UNKNOWN_RELEASE,
                            file + " is of VPP " + r + ", older than " + VppcomRelease.OLDEST_KNOWN
                                    + ": its attributes are numbered differently",
                            "Use VPP " + VppcomRelease.OLDEST_KNOWN + " or later.",
                            null);
                });
        requireRelease(file.toString(), soname, expectedRelease);
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
        return new NativeVppcomLibrary(functions, handle, file, soname);
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
