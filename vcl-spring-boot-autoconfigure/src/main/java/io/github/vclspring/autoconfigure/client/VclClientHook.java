/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import java.util.function.Supplier;

/**
 * Registers with the report that an auto-configuration puts a client onto VCL.
 *
 * @param client the client
 * @param verdict computes whether it applies, for each report; creates no bean
 */
public record VclClientHook(KnownClient client, Supplier<Verdict> verdict) {}
