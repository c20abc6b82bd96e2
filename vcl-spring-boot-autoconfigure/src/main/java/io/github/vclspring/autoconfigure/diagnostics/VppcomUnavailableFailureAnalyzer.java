/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.diagnostics;

import io.github.vclspring.vppcom.library.VppcomUnavailableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why libvppcom cannot be used. */
final class VppcomUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<VppcomUnavailableException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, VppcomUnavailableException cause) {
        String action = cause.reason().allowsFallback() ? cause.remedy() + Sentences.FALLBACK : cause.remedy();
        return new FailureAnalysis(Sentences.of(cause.getMessage()), action, cause);
    }
}
