/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.application.VclAttachException.Reason;
import io.github.vclspring.config.VclConfFile;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks VPP's app socket before native code is called, because VCL itself only returns -1.
 *
 * <p>The app socket is a {@code SOCK_SEQPACKET}, which the JDK does not support. A stream connect is enough: Linux
 * checks for a listener before it checks the type, and VPP does not see the attempt.
 */
final class AppSocket {

    static final String DEFAULT = "/run/vpp/app_ns_sockets/default";

    static final String VARIABLE = VclConfFile.APP_SOCKET_VARIABLE;

    private static final String ABSTRACT = "abstract:";

    private static final String ATTRIBUTES = "unix:mode,uid,gid";
    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_SOCKET = 0140000;

    private final String name;
    private final Origin origin;

    private AppSocket(String name, Origin origin) {
        this.name = name;
        this.origin = origin;
    }

    /**
     * The place where the socket's name is configured, for error messages.
     *
     * @param clause that names the place, to follow the socket's name
     * @param change instruction to name another socket, to be followed by its name
     */
    record Origin(String clause, String change) {

        static final Origin PROPERTY = new Origin("", "set vcl.app-socket-api to");

        /** In VCL, it takes precedence over any configuration. */
        static final Origin ENVIRONMENT = new Origin(
                ", which the environment variable " + VARIABLE + " names",
                "unset the environment variable " + VARIABLE + ", which overrides the configuration, or set it to");

        static Origin file(Path file) {
            return new Origin(", which " + file + " names", "set app-socket-api in " + file + " to");
        }

        static Origin of(VclConfig config, VppcomLibrary library) {
            return library.getenv(VARIABLE) != null
                    ? ENVIRONMENT
                    : config.configFile().map(Origin::file).orElse(PROPERTY);
        }

        /** Returns the clause for use within a sentence. */
        String aside() {
            return clause.isEmpty() ? "" : clause + ',';
        }

        /** Returns the instruction as a sentence. */
        String remedy() {
            return Character.toUpperCase(change.charAt(0)) + change.substring(1) + " VPP's app socket, by default "
                    + DEFAULT + ".";
        }
    }

    /**
     * Checks that this process may use the socket, and that something listens on it.
     *
     * @throws VclAttachException if not; states what is wrong
     */
    static void check(String name, Origin origin) {
        AppSocket socket = new AppSocket(name, origin);
        if (name.startsWith(ABSTRACT)) {
            socket.checkAbstract(name.substring(ABSTRACT.length()));
        } else {
            socket.checkFile(Path.of(name));
        }
    }

    private void checkFile(Path path) {
        Map<String, Object> attributes = attributes(path);
        int mode = (int) Objects.requireNonNull(attributes.get("mode"));
        if ((mode & TYPE_MASK) != TYPE_SOCKET) {
            throw new VclAttachException(
                    Reason.APP_SOCKET_NOT_A_SOCKET, this + " is a file, not a socket", origin.remedy(), null);
        }
        if (!Files.isWritable(path)) {
            throw forbidden(
                    "write to the app socket " + name + origin.clause(),
                    attributes,
                    "Run it with the socket's group (in a pod: securityContext.supplementalGroups), or set"
                            + " 'unix { gid <group> }' in VPP's startup.conf.",
                    null);
        }
        checkListener(path);
    }

    private void checkListener(Path path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // event loops call this, too, and must not wait for a listener that does not accept
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            throw new VclAttachException(
                    Reason.APP_SOCKET_REFUSED,
                    "Nobody listens on the app socket " + name + origin.clause()
                            + ": the VPP that created it has stopped, or is still starting",
                    "Start VPP, or look at why it ended: 'systemctl status vpp', 'journalctl -u vpp'." + elsewhere(),
                    e);
        } catch (IOException e) {
            // wrong socket type: something listens
        }
    }

    /** Returns what the name is in the kernel's list of sockets, where {@code @} stands for a zero byte. */
    static Pattern listed(String name) {
        return name.startsWith(ABSTRACT)
                ? Pattern.compile("@" + Pattern.quote(name.substring(ABSTRACT.length())) + "@*")
                : Pattern.compile(Pattern.quote(name));
    }

    /** Looks the name up in the kernel's list for this network namespace. */
    private void checkAbstract(String abstractName) {
        List<String> sockets;
        try {
            sockets = Files.readAllLines(Path.of("/proc/self/net/unix"));
        } catch (IOException e) {
            return; // VCL reports the failure
        }
        Pattern line = Pattern.compile(".* " + listed(name).pattern());
        if (sockets.stream().noneMatch(socket -> line.matcher(socket).matches())) {
            throw new VclAttachException(
                    Reason.APP_SOCKET_MISSING,
                    "There is no abstract app socket '" + abstractName + "'" + origin.aside()
                            + " in this process's network namespace: VPP is not"
                            + " running, or no application namespace of it offers that name there",
                    "Compare with 'vppctl show app ns'. In a pod of Calico VPP, set the annotation"
                            + " cni.projectcalico.org/vppVcl: enable and " + origin.change() + " abstract:vpp/session.",
                    null);
        }
    }

    /** Names the environment variable, because it is easily overlooked. */
    private String elsewhere() {
        return origin.equals(Origin.ENVIRONMENT) ? " Is it the right one? " + origin.remedy() : "";
    }

    private VclAttachException missing(Path path, @Nullable IOException cause) {
        Path directory = path.getParent();
        boolean visible = directory != null && Files.isDirectory(directory);
        return new VclAttachException(
                Reason.APP_SOCKET_MISSING,
                this + " does not exist"
                        + (visible ? "" : ", nor can its directory be seen")
                        + ": VPP is not running, or its session layer is not enabled, or it uses another path",
                "Start VPP with 'session { enable use-app-socket-api }' in startup.conf, check with 'vppctl show app"
                        + " ns', and " + origin.change() + " its app socket, by default " + DEFAULT
                        + ". To try without VPP, set vcl.mode: loopback.",
                cause);
    }

    private Map<String, Object> attributes(Path path) {
        try {
            return Files.readAttributes(path, ATTRIBUTES);
        } catch (AccessDeniedException e) {
            throw unsearchable(path.toAbsolutePath(), e);
        } catch (NoSuchFileException e) {
            throw missing(path, null);
        } catch (IOException e) {
            throw missing(path, e);
        }
    }

    private VclAttachException unsearchable(Path socket, AccessDeniedException cause) {
        Path directory = Objects.requireNonNull(socket.getRoot());
        for (Path next : socket) {
            if (!Files.isExecutable(directory)) {
                break;
            }
            directory = directory.resolve(next);
        }
        return forbidden(
                "search the directory " + directory + " for the app socket " + socket + origin.clause(),
                attributes(directory),
                "Run it with the directory's group, or give the directory the right to be searched: 'chmod o+x "
                        + directory + "'.",
                cause);
    }

    private static VclAttachException forbidden(
            String what, Map<String, Object> attributes, String remedy, @Nullable IOException cause) {
        int mode = (int) Objects.requireNonNull(attributes.get("mode"));
        return new VclAttachException(
                Reason.APP_SOCKET_FORBIDDEN,
                "This process may not %s: it belongs to uid %s and gid %s, mode %o; %s"
                        .formatted(what, attributes.get("uid"), attributes.get("gid"), mode & 07777, identity()),
                remedy,
                cause);
    }

    @Override
    public String toString() {
        return "The app socket " + name + origin.aside();
    }

    /** Returns the ids that the kernel checks, from {@code /proc}. */
    private static String identity() {
        try {
            StringBuilder ids = new StringBuilder("this process has");
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Uid:") || line.startsWith("Gid:") || line.startsWith("Groups:")) {
                    ids.append(' ').append(line.replaceAll("\\s+", " ").trim());
                }
            }
            return ids.toString();
        } catch (IOException e) {
            return "the ids of this process are unknown (" + e + ")";
        }
    }
}
