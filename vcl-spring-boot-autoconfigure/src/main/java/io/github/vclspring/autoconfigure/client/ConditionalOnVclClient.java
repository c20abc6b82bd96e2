/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import io.github.vclspring.autoconfigure.VclFallback;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.client.ReactorResourceFactory;

/** Matches if VCL is enabled and the properties do not leave the client on the kernel. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ConditionalOnBean({VclFallback.class, ReactorResourceFactory.class})
@Conditional(OnVclClient.class)
public @interface ConditionalOnVclClient {

    /** Returns the client. */
    KnownClient value();
}
