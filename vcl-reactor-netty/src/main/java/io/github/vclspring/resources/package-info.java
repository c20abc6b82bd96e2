/* SPDX-License-Identifier: Apache-2.0 */
/** Reactor Netty's LoopResources over VCL. */
@NullMarked
package io.github.vclspring.resources;

import org.jspecify.annotations.NullMarked;
