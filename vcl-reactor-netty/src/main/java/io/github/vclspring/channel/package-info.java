/* SPDX-License-Identifier: Apache-2.0 */
/** Connections as Netty channels, over VCL or, for kernel destinations, over the kernel. */
@NullMarked
package io.github.vclspring.channel;

import org.jspecify.annotations.NullMarked;
