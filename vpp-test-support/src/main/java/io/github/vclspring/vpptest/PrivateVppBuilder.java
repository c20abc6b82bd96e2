/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a private VPP is to be set up. The defaults start one that serves any number of test connections on a small machine. */
public final class PrivateVppBuilder {

    private int workers;
    private int eventQueueLength = 100_000;
    private int pollSleepMicros = 50;
    private @Nullable String group;
    private final List<String> sessionOptions = new ArrayList<>();
    private final List<String> config = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final List<String> plugins = new ArrayList<>();
    private final Map<String, Long> appNamespaces = new LinkedHashMap<>();

    PrivateVppBuilder() {}

    /**
     * Sets the number of VPP's worker threads. Each takes a processor for itself, beside the one of the main thread.
     *
     * @param workers the number; 0, the default, leaves the work to the main thread
     * @return this builder
     */
    public PrivateVppBuilder workers(int workers) {
        this.workers = workers;
        return this;
    }

    /**
     * Sets how many messages from applications each VPP thread's queue holds.
     *
     * @param length the number; VPP ignores fewer than 2048; 100000 is the default here, as in VPP's own examples
     * @return this builder
     */
    public PrivateVppBuilder eventQueueLength(int length) {
        this.eventQueueLength = length;
        return this;
    }

    /**
     * Sets how long VPP's main thread sleeps between two polls.
     *
     * @param micros microseconds; 0 keeps a processor busy. The default is 50
     * @return this builder
     */
    public PrivateVppBuilder pollSleepMicros(int micros) {
        this.pollSleepMicros = micros;
        return this;
    }

    /**
     * Sets the group of VPP's process and sockets.
     *
     * @param group name or number, for {@code unix { gid }}
     * @return this builder
     */
    public PrivateVppBuilder group(String group) {
        this.group = group;
        return this;
    }

    /**
     * Adds an option to the {@code session} section.
     *
     * @param option such as {@code wrk-mqs-segment-size 64m}
     * @return this builder
     */
    public PrivateVppBuilder sessionOption(String option) {
        sessionOptions.add(option);
        return this;
    }

    /**
     * Adds a line to {@code startup.conf}.
     *
     * @param line such as {@code tcp { closewait-time 5 }}
     * @return this builder
     */
    public PrivateVppBuilder config(String line) {
        config.add(line);
        return this;
    }

    /**
     * Enables a plugin besides those that a host stack on a veth needs.
     *
     * @param plugin such as {@code http_plugin.so}
     * @return this builder
     */
    public PrivateVppBuilder plugin(String plugin) {
        plugins.add(plugin);
        return this;
    }

    /**
     * Adds a command, run after the interfaces are up, at every start.
     *
     * @param command a line as for vppctl
     * @return this builder
     */
    public PrivateVppBuilder command(String command) {
        commands.add(command);
        return this;
    }

    /**
     * Adds an app namespace on the wire's interface. Its socket is {@link PrivateVpp#appSocket(String)}.
     *
     * @param id its name
     * @param secret its secret, which applications that come by its socket do not need
     * @return this builder
     */
    public PrivateVppBuilder appNamespace(String id, long secret) {
        appNamespaces.put(id, secret);
        return this;
    }

    /**
     * Starts it.
     *
     * @return a VPP that answers on its addresses
     * @throws VppMissingException where no VPP can be started on this machine
     * @throws IllegalStateException where VPP did not start, with the end of its log
     */
    public PrivateVpp start() {
        return PrivateVpp.start(VppHome.find(), new PrivateVppBuilder(this));
    }

    /** Nobody changes what a running VPP is restarted with. */
    private PrivateVppBuilder(PrivateVppBuilder other) {
        workers = other.workers;
        eventQueueLength = other.eventQueueLength;
        pollSleepMicros = other.pollSleepMicros;
        group = other.group;
        sessionOptions.addAll(other.sessionOptions);
        config.addAll(other.config);
        commands.addAll(other.commands);
        plugins.addAll(other.plugins);
        appNamespaces.putAll(other.appNamespaces);
    }

    int workers() {
        return workers;
    }

    int eventQueueLength() {
        return eventQueueLength;
    }

    int pollSleepMicros() {
        return pollSleepMicros;
    }

    @Nullable
    String group() {
        return group;
    }

    List<String> sessionOptions() {
        return sessionOptions;
    }

    List<String> config() {
        return config;
    }

    List<String> plugins() {
        return plugins;
    }

    List<String> commands() {
        return commands;
    }

    Map<String, Long> appNamespaces() {
        return appNamespaces;
    }
}
