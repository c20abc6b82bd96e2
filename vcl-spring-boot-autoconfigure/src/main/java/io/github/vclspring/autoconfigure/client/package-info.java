/* SPDX-License-Identifier: Apache-2.0 */
/** The transport of each client, and the condition under which a client uses VCL. */
@NullMarked
package io.github.vclspring.autoconfigure.client;

import org.jspecify.annotations.NullMarked;
