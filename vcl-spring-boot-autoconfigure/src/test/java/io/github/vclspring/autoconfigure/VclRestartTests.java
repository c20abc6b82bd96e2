/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclApplication;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application that is started again in its JVM, as Spring Boot's DevTools do it: its classes are loaded anew. */
class VclRestartTests {

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void aRestartMayChangeClassesAndProperties() throws Exception {
        for (String name : new String[] {"one", "two", "three"}) {
            ClassLoader loader = new ApplicationLoader(before);
            Thread.currentThread().setContextClassLoader(loader);
            Class<?> application = loader.loadClass(Application.class.getName());
            assertThat(application).isNotSameAs(Application.class);
            try (ConfigurableApplicationContext context = start(application, name)) {
                assertThat(context.getBean(application)).isNotNull();
                assertThat(VclApplication.current())
                        .hasValueSatisfying(
                                vcl -> assertThat(vcl.config().appName()).isEqualTo(name));
                assertThat(get(context)).isEqualTo("hello from " + System.identityHashCode(loader));
            }
            assertThat(VclApplication.current()).isEmpty();
            await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getContextClassLoader() == loader)
                    .extracting(Thread::getName)
                    .as("threads of VCL that keep the old classes")
                    .noneMatch(thread -> thread.contains("vcl")));
        }
    }

    private static ConfigurableApplicationContext start(Class<?> application, String name) {
        return new SpringApplication(application)
                .run(
                        "--vcl.mode=loopback",
                        "--vcl.worker.count=" + name.length(),
                        "--vcl.app-name=" + name,
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.reactor.netty.shutdown-quiet-period=0s");
    }

    private static String get(ConfigurableApplicationContext context) throws IOException, InterruptedException {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", int.class);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hello"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** Loads the application's class itself, and leaves the rest to its parent. */
    private static final class ApplicationLoader extends ClassLoader {

        ApplicationLoader(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Application.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return (loaded != null) ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    public static class Application {

        @GetMapping("/hello")
        public String hello() {
            return "hello from " + System.identityHashCode(getClass().getClassLoader());
        }
    }
}
