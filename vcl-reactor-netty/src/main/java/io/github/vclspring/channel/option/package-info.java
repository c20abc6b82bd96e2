/* SPDX-License-Identifier: Apache-2.0 */
/** Options of channels: those of VPP, and what each is for the kernel. */
@NullMarked
package io.github.vclspring.channel.option;

import org.jspecify.annotations.NullMarked;
