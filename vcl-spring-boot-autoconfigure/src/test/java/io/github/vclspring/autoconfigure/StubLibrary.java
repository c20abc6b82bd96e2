/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomLibrary;
import io.github.vclspring.vppcom.VppcomRelease;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A library that does nothing, for what comes before native code is entered. */
public class StubLibrary implements VppcomLibrary {

    private final boolean needsVpp;
    private final Map<String, String> environment = new ConcurrentHashMap<>();

    public StubLibrary(boolean needsVpp) {
        this.needsVpp = needsVpp;
    }

    @Override
    public Vppcom functions() {
        return (Vppcom) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Vppcom.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("workerMqsEpfd")) {
                        return io.netty.channel.epoll.Native.newEpollCreate().intValue();
                    }
                    return (method.getReturnType() == int.class) ? Integer.valueOf(0) : null;
                });
    }

    @Override
    public Optional<VppcomRelease> release() {
        return Optional.of(new VppcomRelease(26, 6));
    }

    @Override
    public boolean supports(VppcomFeature feature) {
        return false;
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
        return environment.get(name);
    }
}
