/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips each test, by its name, where a process cannot be given a root file system and a user of its own. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsRoot.Condition.class)
@interface NeedsRoot {

    /** Tries it. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getTestMethod().isEmpty() || isPossible()
                    ? ConditionEvaluationResult.enabled("possible, or decided for each method")
                    : ConditionEvaluationResult.disabled("unshare, mount, chroot and setpriv need root");
        }

        private static boolean isPossible() {
            try {
                Process process = new ProcessBuilder(
                                "unshare",
                                "--mount",
                                "sh",
                                "-ec",
                                "mount --make-rprivate /; chroot / setpriv --reuid=10001 --clear-groups true")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
