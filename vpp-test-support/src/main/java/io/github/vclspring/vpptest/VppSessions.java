/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What VPP's session layer holds at one moment.
 *
 * <p>VPP counts no accepts per application worker. But every open session names the segment manager that its FIFOs come from, and every listener of every
 * worker has a segment manager of its own: so an open session leads to the worker that it was given to.
 *
 * @param apps the attached applications
 * @param listeners the listeners, one per address, worker, and kind: on the wire and cut-through
 * @param sessions all sessions, those of listeners included
 */
public record VppSessions(List<App> apps, List<Listener> listeners, List<Session> sessions) {

    /** A connection's name in VPP's words: {@code [thread:index][protocol] local:port->remote:port}. */
    private static final String CONNECTION = "\\[(\\d+):(\\d+)\\]\\[(CT:)?(\\w+)\\] (\\S+):(\\d+)->(\\S+):(\\d+)";

    private static final Pattern LISTENER =
            Pattern.compile(CONNECTION + "\\s+(\\S+)\\s+(\\d+)\\((\\d+)\\)\\s+(\\d+)\\s*");
    private static final Pattern SESSION = Pattern.compile(CONNECTION + "\\s+(\\S+).*");
    private static final Pattern APP = Pattern.compile("(\\d+)\\s+(\\S+)\\s+(\\S+)\\s*");
    private static final Pattern SEGMENT_MANAGER = Pattern.compile(" segment manager (\\d+) ");
    private static final Pattern STATE = Pattern.compile(" session: state: (\\S+) ");

    /**
     * An attached application.
     *
     * @param index its index
     * @param name its name
     * @param namespace its app namespace
     */
    public record App(int index, String name, String namespace) {}

    /**
     * A listener of one application worker.
     *
     * @param protocol T for TCP, U for UDP, and so on
     * @param cutThrough whether it is the twin that serves cut-through connections
     * @param address where it listens
     * @param port its port
     * @param app the application's name
     * @param worker the worker's index in its application
     * @param segmentManager where sessions that it accepts get their FIFOs from
     */
    public record Listener(
            String protocol,
            boolean cutThrough,
            String address,
            int port,
            String app,
            int worker,
            int segmentManager) {}

    /**
     * A session.
     *
     * @param thread the VPP thread that it lives on
     * @param index its index there
     * @param protocol T for TCP, U for UDP, and so on
     * @param cutThrough whether it joins two applications without a transport
     * @param localAddress the address on VPP's side
     * @param localPort the port on VPP's side
     * @param remoteAddress the peer's address, unspecified for the accepting end of a cut-through session
     * @param remotePort the peer's port
     * @param transportState the transport's state, such as {@code ESTABLISHED}, {@code LISTEN}
     * @param state the session layer's, such as {@code accepting} while the application has not accepted yet, {@code ready}; empty for a listener
     * @param segmentManager where the FIFOs come from; -1 where there are none
     */
    public record Session(
            int thread,
            int index,
            String protocol,
            boolean cutThrough,
            String localAddress,
            int localPort,
            String remoteAddress,
            int remotePort,
            String transportState,
            String state,
            int segmentManager) {}

    static VppSessions read(UnaryOperator<String> cli, int threads) {
        List<Session> sessions = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            // Without a thread and "force-print" VPP holds back what is more than a screenful.
            sessions.addAll(parseSessions(cli.apply("show session thread " + thread + " verbose 2 force-print")));
        }
        return new VppSessions(
                parseApps(cli.apply("show app")),
                parseListeners(cli.apply("show app listeners verbose")),
                List.copyOf(sessions));
    }

    static List<App> parseApps(String output) {
        return output.lines()
                .map(APP::matcher)
                .filter(Matcher::matches)
                .map(m -> new App(number(m, 1), m.group(2), m.group(3)))
                .toList();
    }

    static List<Listener> parseListeners(String output) {
        return output.lines()
                .map(LISTENER::matcher)
                .filter(Matcher::matches)
                .map(m -> new Listener(
                        m.group(4),
                        m.group(3) != null,
                        m.group(5),
                        number(m, 6),
                        m.group(9),
                        number(m, 10),
                        number(m, 12)))
                .toList();
    }

    static List<Session> parseSessions(String output) {
        List<Session> sessions = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String line : Stream.concat(output.lines(), Stream.of("[")).toList()) {
            if (line.startsWith("[") && !block.isEmpty()) {
                addSession(sessions, block);
                block.clear();
            }
            block.add(line);
        }
        return List.copyOf(sessions);
    }

    /** The first line names the session, the others go into detail. */
    private static void addSession(List<Session> sessions, List<String> block) {
        Matcher m = SESSION.matcher(block.get(0));
        if (m.matches()) {
            String detail = String.join("\n", block);
            Matcher manager = SEGMENT_MANAGER.matcher(detail);
            Matcher state = STATE.matcher(detail);
            sessions.add(new Session(
                    number(m, 1),
                    number(m, 2),
                    m.group(4),
                    m.group(3) != null,
                    m.group(5),
                    number(m, 6),
                    m.group(7),
                    number(m, 8),
                    m.group(9),
                    state.find() ? state.group(1) : "",
                    manager.find() ? number(manager, 1) : -1));
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /**
     * The workers that listen on a port.
     *
     * @param port the port
     * @return their indices in their application, in order, each once
     */
    public List<Integer> workersListening(int port) {
        return listeners.stream()
                .filter(listener -> listener.port() == port)
                .map(Listener::worker)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The sessions that came to a port and are open, by the worker that they were given to. Those that the application has not accepted yet are among
     * them, with state {@code accepting}.
     *
     * @param port the port that was listened on
     * @return the sessions by the worker's index in its application; a worker that listens and has none is there with an empty list
     */
    public Map<Integer, List<Session>> openByWorker(int port) {
        Map<Integer, List<Session>> result = new TreeMap<>();
        workersListening(port).forEach(worker -> result.put(worker, new ArrayList<>()));
        Map<Integer, Integer> workers = listeners.stream()
                .filter(listener -> listener.port() == port)
                .collect(Collectors.toMap(Listener::segmentManager, Listener::worker, (first, second) -> first));
        for (Session session : sessions) {
            Integer worker = workers.get(session.segmentManager());
            if (worker != null && session.localPort() == port) {
                result.computeIfAbsent(worker, w -> new ArrayList<>()).add(session);
            }
        }
        return result;
    }

    /**
     * How many sessions came to a port and are open, by the worker that they were given to.
     *
     * @param port the port that was listened on
     * @return the numbers by the worker's index in its application
     */
    public Map<Integer, Integer> countByWorker(int port) {
        Map<Integer, Integer> counts = new TreeMap<>();
        openByWorker(port).forEach((worker, open) -> counts.put(worker, open.size()));
        return counts;
    }

    /**
     * The sessions of a port, listeners not counted.
     *
     * @param port the port on VPP's side
     * @return the sessions
     */
    public List<Session> connections(int port) {
        return sessions.stream()
                .filter(session -> session.localPort() == port && !"LISTEN".equals(session.transportState()))
                .toList();
    }
}
