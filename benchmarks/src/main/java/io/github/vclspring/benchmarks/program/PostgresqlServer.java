/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.github.vclspring.vpptest.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** PostgreSQL over the kernel. It runs in processes of its own, whose CPU time is not counted as the server's. */
final class PostgresqlServer {

    private PostgresqlServer() {}

    static Runnable start(Settings settings) {
        try {
            Path directory = Files.createTempDirectory("benchmark-postgresql");
            Database database = Database.postgresql(directory, settings.address());
            return () -> {
                database.close();
                delete(directory);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
