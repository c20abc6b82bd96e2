/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.SanitizableData;

class SecretOptionsTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vcl.namespace-secret",
                "vcl.namespaceSecret",
                "vcl.namespacesecret",
                "VCL_NAMESPACESECRET",
                "VCL_NAMESPACE_SECRET",
                "VCL_APP_NAMESPACE_SECRET"
            })
    void masksTheSecretInEverySpelling(String key) {
        assertThat(apply(key)).isEqualTo(SanitizableData.SANITIZED_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vcl.namespace-id", "vcl.app-name", "namespace-secret", "VCL_APP_NAMESPACE_ID"})
    void leavesTheRest(String key) {
        assertThat(apply(key)).isEqualTo("4711");
    }

    private static Object apply(String key) {
        return new SecretOptions().apply(new SanitizableData(null, key, "4711")).getValue();
    }
}
