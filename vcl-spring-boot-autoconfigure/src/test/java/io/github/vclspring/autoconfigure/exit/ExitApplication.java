/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.exit;

import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.VclConfigCustomizer;
import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import jnr.ffi.LibraryLoader;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * A process that is hit at one point of its life. Its main thread goes on as far as it gets: it starts, serves, closes the
 * context and returns. A shutdown hook like a user's own keeps the JVM until then.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({VclAutoConfiguration.class, NettyReactiveWebServerAutoConfiguration.class})
public class ExitApplication {

    private static final long PATIENCE_SECONDS = 5;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Thread MAIN = Thread.currentThread();
    private static final CountDownLatch MAIN_RETURNS = new CountDownLatch(1);
    private static final AtomicBoolean HIT = new AtomicBoolean();

    private static Point point;
    private static Road road;

    /** The part of libc that is used; public because jnr-ffi implements it from another class loader. */
    public interface LibC {

        int kill(int pid, int signal);
    }

    public static void main(String[] arguments) throws Exception {
        point = Point.valueOf(arguments[0]);
        road = Road.valueOf(arguments[1]);
        Runtime.getRuntime().addShutdownHook(new Thread(ExitApplication::awaitMain));
        SpringApplication application = new SpringApplication(ExitApplication.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setRegisterShutdownHook(road != Road.TERM_WITHOUT_SPRINGS_HOOK);
        application.setDefaultProperties(Map.of(
                "vcl.worker.count", 2,
                "spring.main.banner-mode", "off",
                "spring.reactor.netty.shutdown-quiet-period", "500ms"));
        application.addInitializers(
                context -> context.addBeanFactoryPostProcessor(factory -> reached(Point.BEFORE_AUTO_CONFIGURATION)));
        if (road == Road.TERM_AND_SPRINGS_HOOK_FAILS) {
            application.addListeners(ExitApplication::failAtTheEnd);
        }
        try {
            run(application, Arrays.copyOfRange(arguments, 2, arguments.length));
        } finally {
            MAIN_RETURNS.countDown();
        }
    }

    private static void run(SpringApplication application, String[] properties) {
        ConfigurableApplicationContext context = application.run(properties);
        System.out.println("serving");
        if (road == Road.NONE) {
            return;
        }
        reached(Point.SERVING);
        if (HIT.get() && road == Road.INTERRUPT) {
            MAIN_RETURNS.countDown();
            System.exit(Road.STATUS);
        }
        context.close();
        reached(Point.DESTROYED);
    }

    private static void failAtTheEnd(ApplicationEvent event) {
        if (event instanceof AvailabilityChangeEvent<?> change
                && change.getState() == ReadinessState.REFUSING_TRAFFIC) {
            throw new IllegalStateException("the listener fails on purpose");
        }
    }

    private static void awaitMain() {
        try {
            MAIN_RETURNS.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called at each point, by whatever thread gets there. */
    static void reached(Point now) {
        if (now != point || !HIT.compareAndSet(false, true)) {
            return;
        }
        System.out.println("reached " + now);
        switch (road) {
            case TERM, TERM_WITHOUT_SPRINGS_HOOK, TERM_AND_SPRINGS_HOOK_FAILS -> signal(15);
            case TERM_TWICE -> {
                signal(15);
                signal(15);
            }
            case INT -> signal(2);
            case INTERRUPT -> MAIN.interrupt();
            case HALT -> Runtime.getRuntime().halt(Road.STATUS);
            case NONE -> {}
        }
    }

    /** Sends a signal to this process, and waits until the JVM is ending. */
    private static void signal(int number) {
        LibraryLoader.create(LibC.class)
                .load("c")
                .kill((int) ProcessHandle.current().pid(), number);
        awaitTrue(ExitApplication::isEnding);
    }

    private static boolean isEnding() {
        try {
            Thread probe = new Thread(() -> {});
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean isMainStoppingTheLoops() {
        return Arrays.stream(MAIN.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("destroyInstance"));
    }

    @Bean
    VppcomLibrary observedLibrary(Environment environment) {
        return new ObservedLibrary(Vcl.load(
                environment.getRequiredProperty("vcl.mode"), environment.getProperty("vcl.library-path", Path.class)));
    }

    @Bean
    HttpHandler handler() {
        return (request, response) -> response.setComplete();
    }

    @Bean
    VclConfigCustomizer beforeAttach() {
        return builder -> reached(Point.BEFORE_ATTACH);
    }

    /** Created after the loops and before the server, and destroyed before the loops. */
    @Bean
    DisposableBean user(ReactorResourceFactory loops) {
        reached(Point.ATTACHED);
        return () -> {
            reached(Point.LISTEN_REFUSED);
            reached(Point.CLOSING);
            Thread watch = new Thread(() -> {
                awaitTrue(ExitApplication::isMainStoppingTheLoops);
                reached(Point.LISTEN_REFUSED_AND_STOPPING);
                reached(Point.STOPPING);
            });
            watch.setDaemon(true);
            watch.start();
        };
    }
}
