/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The main class of the JVM that {@link NamespaceTests} starts. Writes one file per test: its name is the test's number, its first line the outcome, the
 * second the test, and the rest the reason.
 */
final class NamespaceTestRunner {

    private NamespaceTestRunner() {}

    /**
     * Runs the tests.
     *
     * @param args the directory to write to, the package of the classes, a pattern of their names
     */
    public static void main(String[] args) {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectPackage(args[1]))
                .filters(ClassNameFilter.includeClassNamePatterns(args[2]))
                .build();
        LauncherFactory.create().execute(request, new Report(Path.of(args[0])));
        // some tests leave threads behind that are no daemons
        System.exit(0);
    }

    private static final class Report implements TestExecutionListener {

        private final Path directory;
        private int count;

        Report(Path directory) {
            this.directory = directory;
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            write("SKIPPED", test, reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            StringWriter reason = new StringWriter();
            result.getThrowable().ifPresent(cause -> cause.printStackTrace(new PrintWriter(reason)));
            boolean successful = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
            if (test.isTest() || !successful) {
                write(result.getStatus().toString(), test, reason.toString());
            }
        }

        private void write(String outcome, TestIdentifier test, String reason) {
            String name = test.getSource().map(Report::name).orElse("") + " " + test.getDisplayName();
            Path file = directory.resolve("%04d".formatted(++count));
            try {
                Files.writeString(file, outcome + "\n" + name + "\n" + reason + "\n", StandardOpenOption.CREATE_NEW);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String name(TestSource source) {
            if (source instanceof MethodSource method) {
                return simple(method.getClassName()) + "." + method.getMethodName();
            }
            return source instanceof ClassSource type ? simple(type.getClassName()) : source.toString();
        }

        private static String simple(String className) {
            return className.substring(className.lastIndexOf('.') + 1);
        }
    }
}
