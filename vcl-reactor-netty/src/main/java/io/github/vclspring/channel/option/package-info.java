/* SPDX-License-Identifier: Apache-2.0 */
/** Channel options of VPP, and the mapping of channel options to the kernel. */
@NullMarked
package io.github.vclspring.channel.option;

import org.jspecify.annotations.NullMarked;
