/* SPDX-License-Identifier: Apache-2.0 */
/** The server's channel, which listens on every loop. */
@NullMarked
package io.github.vclspring.channel.server;

import org.jspecify.annotations.NullMarked;
