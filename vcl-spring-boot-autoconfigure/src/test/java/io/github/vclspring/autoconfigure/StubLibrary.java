/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomRelease;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A library that does nothing, for what comes before native code is entered. */
public class StubLibrary implements VppcomLibrary {

    private final boolean needsVpp;
    private final List<FileDescriptor> eventFds = new CopyOnWriteArrayList<>();
    private final List<Thread> callers = new CopyOnWriteArrayList<>();
    private volatile boolean detached;
    private final Map<String, String> environment = new ConcurrentHashMap<>();
    private final Map<String, Integer> results = new ConcurrentHashMap<>();

    public StubLibrary(boolean needsVpp) {
        this.needsVpp = needsVpp;
    }

    /** Lets VPP go. */
    public void kill() {
        setDetached(true);
    }

    /** Lets VPP come back as soon as every worker has noticed its death: who does so later sees it go once more. */
    public void revive() {
        await().until(() -> VclApplication.current().stream()
                .flatMap(application -> application.workers().stream())
                .allMatch(VclWorker::isDetached));
        setDetached(false);
    }

    private void setDetached(boolean detached) {
        this.detached = detached;
        eventFds.forEach(fd -> Native.eventFdWrite(fd.intValue(), 1));
    }

    @Override
    public Vppcom functions() {
        return (Vppcom)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Vppcom.class}, this::invoke);
    }

    /** Lets a function return something else than 0; {@code sessionListen} is {@code vppcom_session_listen}. */
    public void returns(String function, int result) {
        results.put(function, result);
    }

    /** Calls of all threads. */
    public long calls() {
        return callers.size();
    }

    /** Calls of one thread: of functions, and of what reads the environment. */
    public long callsBy(Thread thread) {
        return callers.stream().filter(thread::equals).count();
    }

    private Object invoke(Object proxy, Method method, Object[] arguments) {
        callers.add(Thread.currentThread());
        return switch (method.getName()) {
            case "workerMqsEpfd" -> newEventFd();
            case "workerIsDetached" -> detached ? 1 : 0;
            default -> (method.getReturnType() == int.class) ? results.getOrDefault(method.getName(), 0) : null;
        };
    }

    private int newEventFd() {
        FileDescriptor fd = Native.newEventFd();
        eventFds.add(fd);
        return fd.intValue();
    }

    @Override
    public Optional<VppcomRelease> release() {
        return Optional.of(new VppcomRelease(26, 6));
    }

    @Override
    public boolean supports(VppcomFeature feature) {
        return feature == VppcomFeature.WORKER_IS_DETACHED || results.containsKey(method(feature));
    }

    private static String method(VppcomFeature feature) {
        return switch (feature) {
            case SESSION_GET_ERROR -> "sessionGetError";
            default -> "";
        };
    }

    @Override
    public String location() {
        return "/opt/vpp/libvppcom.so.26.06";
    }

    @Override
    public boolean needsVpp() {
        return needsVpp;
    }

    @Override
    public void setenv(String name, String value) {
        if (value == null) {
            environment.remove(name);
        } else {
            environment.put(name, value);
        }
    }

    @Override
    public String getenv(String name) {
        callers.add(Thread.currentThread());
        return environment.get(name);
    }
}
