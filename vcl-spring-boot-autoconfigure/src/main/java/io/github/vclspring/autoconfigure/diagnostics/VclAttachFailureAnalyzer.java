/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.diagnostics;

import io.github.vclspring.application.VclAttachException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why VPP was not attached to. */
final class VclAttachFailureAnalyzer extends AbstractFailureAnalyzer<VclAttachException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, VclAttachException cause) {
        String action = cause.remedy();
        if (cause.reason().mayPass()) {
            action += " To wait for VPP at start, set vcl.attach.timeout; to run over the kernel without it, set"
                    + " vcl.attach.on-failure: fallback.";
        }
        return new FailureAnalysis(Sentences.of(cause.getMessage()), action, cause);
    }
}
