/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if a property leaves WebClient's connections on the kernel. */
final class OnWebClientOverKernel extends SpringBootCondition {

    private static final String TRANSPORT = "vcl.client.transport";
    private static final String ENABLED = "vcl.client.webclient.enabled";

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment environment = context.getEnvironment();
        boolean kernel = environment.getProperty(TRANSPORT, "").strip().equalsIgnoreCase("kernel");
        return new ConditionOutcome(
                kernel || !OnVclFlag.isOn(environment, ENABLED, true),
                ConditionMessage.forCondition("WebClient over the kernel").because(TRANSPORT + " and " + ENABLED));
    }
}
