/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.diagnostics;

import io.github.vclspring.application.VclAttachException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why VPP was not attached to. */
final class VclAttachFailureAnalyzer extends AbstractFailureAnalyzer<VclAttachException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, VclAttachException cause) {
        return new FailureAnalysis(Sentences.of(cause.getMessage()), cause.remedy(), cause);
    }
}
