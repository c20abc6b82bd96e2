/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Helm 3, which helm-java brings. */
final class Helm3 implements Helm {

    @Override
    public String lint() {
        LintResult result =
                new com.marcnuri.helm.Helm(Chart.directory()).lint().strict().call();
        if (result.isFailed()) {
            throw new Refused(String.join("\n", result.getMessages()));
        }
        return String.join("\n", result.getMessages());
    }

    @Override
    public String template(String values) {
        Path file = null;
        try {
            file = Files.createTempFile("values", ".yaml");
            Files.writeString(file, values);
            return new com.marcnuri.helm.Helm(Chart.directory())
                    .template()
                    .withName(RELEASE)
                    .withNamespace("default")
                    // without it, this build of Helm takes 1.20
                    .withKubeVersion("1.33.0")
                    .withValuesFile(file)
                    .call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException e) {
            throw new Refused(e.getMessage(), e);
        } finally {
            if (file != null) {
                file.toFile().delete();
            }
        }
    }
}
