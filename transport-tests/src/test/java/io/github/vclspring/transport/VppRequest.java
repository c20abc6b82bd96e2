/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.PrivateVpp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;

/** What a test in VPP's namespace asks of the JVM that has put VPP up, by a file of this name. */
enum VppRequest {
    KILL,
    RESTART;

    /** System property: the directory of the files. */
    static final String DIRECTORY = "vpp.requests";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Asks, and waits until it is done. */
    void ask() throws IOException {
        Path file = Files.createFile(Path.of(System.getProperty(DIRECTORY), name()));
        await().atMost(TIMEOUT).until(() -> Files.notExists(file));
    }

    /** Does what is asked for until the thread is interrupted. */
    static Thread serve(PrivateVpp vpp, Path directory) throws IOException {
        WatchService watch = directory.getFileSystem().newWatchService();
        directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
        Thread server = new Thread(() -> serve(vpp, directory, watch), "vpp-requests");
        server.setDaemon(true);
        server.start();
        return server;
    }

    private void serve(PrivateVpp vpp) {
        switch (this) {
            case KILL -> vpp.kill();
            case RESTART -> vpp.restart();
        }
    }

    private static void serve(PrivateVpp vpp, Path directory, WatchService requests) {
        try (requests) {
            while (true) {
                WatchKey key = requests.take();
                for (WatchEvent<?> request : key.pollEvents()) {
                    String name = String.valueOf(request.context());
                    valueOf(name).serve(vpp);
                    Files.delete(directory.resolve(name));
                }
                key.reset();
            }
        } catch (InterruptedException e) {
            // the tests are over
        } catch (IOException e) {
            throw new IllegalStateException("Cannot serve requests in " + directory, e);
        }
    }
}
