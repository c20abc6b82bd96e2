/* SPDX-License-Identifier: Apache-2.0 */
/** UDP over VPP. */
@NullMarked
package io.github.vclspring.channel.datagram;

import org.jspecify.annotations.NullMarked;
