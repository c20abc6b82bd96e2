/* SPDX-License-Identifier: Apache-2.0 */
/** The server channel, which listens on every loop. */
@NullMarked
package io.github.vclspring.channel.server;

import org.jspecify.annotations.NullMarked;
