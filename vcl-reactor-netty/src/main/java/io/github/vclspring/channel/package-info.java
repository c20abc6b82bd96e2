/* SPDX-License-Identifier: Apache-2.0 */
/** Netty channels and event loops over VCL sessions. */
@NullMarked
package io.github.vclspring.channel;

import org.jspecify.annotations.NullMarked;
