/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import java.util.function.Supplier;

/**
 * Tells the report that an auto-configuration has put a client onto VCL.
 *
 * @param client the client
 * @param verdict whether the hook applies; asked whenever a report is made, and creates no bean
 */
public record VclClientHook(KnownClient client, Supplier<Verdict> verdict) {}
