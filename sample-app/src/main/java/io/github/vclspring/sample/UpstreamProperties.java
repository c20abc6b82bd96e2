/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom the sample calls.
 *
 * @param url Called unless a request names another one.
 * @param allowed Hosts with their ports that a request may name. Without this list, the sample would fetch whatever a stranger
 *     asks for, such as the management port, which is closed to strangers.
 * @param timeout Time that an answer may take.
 */
@ConfigurationProperties("sample.upstream")
record UpstreamProperties(
        @DefaultValue("http://127.0.0.1:8080/api/greeting") URI url,
        @DefaultValue({"127.0.0.1:8080", "localhost:8080"}) Set<String> allowed,
        @DefaultValue("5s") Duration timeout) {}
