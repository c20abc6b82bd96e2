/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.diagnostics;

import io.github.vclspring.application.VclAttachException;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why attaching to VPP failed. */
final class VclAttachFailureAnalyzer extends AbstractFailureAnalyzer<VclAttachException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, VclAttachException cause) {
        String action = cause.remedy();
        boolean waited = cause.getCause() instanceof VclAttachException;
        if (cause.reason().mayPass() && !waited) {
            action += " To wait for VPP at start, set vcl.attach.timeout.";
        }
        if (cause.reason().allowsFallback() && isFirst(rootFailure)) {
            action += Sentences.FALLBACK;
        }
        return new FailureAnalysis(Sentences.of(cause.getMessage()), action, cause);
    }

    /** Returns whether creating the event loops failed. A failure when a server listens on them has no fallback. */
    private static boolean isFirst(Throwable rootFailure) {
        for (Throwable t = rootFailure; t != null; t = t.getCause()) {
            if (t instanceof BeanCreationException) {
                return true;
            }
        }
        return false;
    }
}
