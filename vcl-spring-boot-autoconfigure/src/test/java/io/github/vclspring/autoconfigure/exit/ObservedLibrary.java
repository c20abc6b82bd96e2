/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.exit;

import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomRelease;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.github.vclspring.vppcom.library.WorkerEpoll;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** A library whose calls are seen, and that says on standard output when the application begins and ends. */
final class ObservedLibrary implements VppcomLibrary {

    static final String CREATED = "vppcom_app_create returned";
    static final String DESTROYED = "vppcom_app_destroy returned";

    private final VppcomLibrary library;
    private final Vppcom functions;

    ObservedLibrary(VppcomLibrary library) {
        this.library = library;
        this.functions = (Vppcom)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Vppcom.class}, this::invoke);
    }

    private Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "appCreate" -> ExitApplication.reached(Point.ATTACHING);
            case "workerRegister" -> ExitApplication.reached(Point.REGISTERING_A_WORKER);
            case "appDestroy" -> ExitApplication.reached(Point.DESTROYING);
            default -> {}
        }
        Object result;
        try {
            result = method.invoke(library.functions(), arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        switch (method.getName()) {
            case "appCreate" -> System.out.println(CREATED);
            case "appDestroy" -> System.out.println(DESTROYED);
            default -> {}
        }
        return result;
    }

    @Override
    public Vppcom functions() {
        return functions;
    }

    @Override
    public Optional<VppcomRelease> release() {
        return library.release();
    }

    @Override
    public boolean supports(VppcomFeature feature) {
        return library.supports(feature);
    }

    @Override
    public String location() {
        return library.location();
    }

    @Override
    public boolean needsVpp() {
        return library.needsVpp();
    }

    @Override
    public void setenv(String name, String value) {
        library.setenv(name, value);
    }

    @Override
    public String getenv(String name) {
        return library.getenv(name);
    }

    @Override
    public WorkerEpoll workerEpoll(int descriptor) {
        return library.workerEpoll(descriptor);
    }

    @Override
    public void skipExitHandlers() {
        library.skipExitHandlers();
    }
}
