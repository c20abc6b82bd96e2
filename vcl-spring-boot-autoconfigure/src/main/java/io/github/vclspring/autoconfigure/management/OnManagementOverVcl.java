/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.management;

import io.github.vclspring.channel.VclTransport;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if the management server uses VCL. Binds the property, and so accepts every spelling that binding accepts. */
final class OnManagementOverVcl extends SpringBootCondition {

    private static final String PROPERTY = "vcl.management.transport";

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        VclTransport transport = Binder.get(context.getEnvironment())
                .bind(PROPERTY, VclTransport.class)
                .orElse(VclTransport.KERNEL);
        return new ConditionOutcome(
                transport == VclTransport.VCL,
                ConditionMessage.forCondition(PROPERTY).because("it is " + transport));
    }
}
