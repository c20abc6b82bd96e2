/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.suite.SuiteLimits.Limit;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SuiteLimitsTests {

    @Test
    void theDocumentationListsTheSameLimits() throws IOException {
        assertThat(Files.readString(Path.of("../docs/transport-limits.md"))).contains(SuiteLimits.render());
    }

    @ParameterizedTest
    @MethodSource("io.github.vclspring.suite.SuiteLimits#all")
    void everyLimitNamesATestThatThereIs(Limit limit) throws ClassNotFoundException {
        Class<?> type = Class.forName(getClass().getPackageName() + ".Vcl" + limit.testClass());
        assertThat(Arrays.stream(type.getMethods()).map(Method::getName)).contains(limit.method());
    }
}
