/* SPDX-License-Identifier: Apache-2.0 */
/** What carries the connections of each client, and the condition under which one is put onto VCL. */
@NullMarked
package io.github.vclspring.autoconfigure.client;

import org.jspecify.annotations.NullMarked;
