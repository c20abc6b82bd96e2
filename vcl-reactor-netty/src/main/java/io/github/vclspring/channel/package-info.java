/* SPDX-License-Identifier: Apache-2.0 */
/** Connections as Netty's channels: over VCL, or over the kernel where a destination is excepted. */
@NullMarked
package io.github.vclspring.channel;

import org.jspecify.annotations.NullMarked;
