/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import java.util.Map;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The part of {@link ConditionalOnVclClient} that checks the properties. */
final class OnVclClient extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Map<String, Object> attributes =
                Objects.requireNonNull(metadata.getAnnotationAttributes(ConditionalOnVclClient.class.getName()));
        KnownClient client = (KnownClient) Objects.requireNonNull(attributes.get("value"));
        ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnVclClient.class, client.id());
        return ClientSettings.of(context.getEnvironment())
                .whyKernel(client)
                .map(reason -> ConditionOutcome.noMatch(message.because(reason)))
                .orElseGet(() -> ConditionOutcome.match(message.because("no property leaves it on the kernel")));
    }
}
