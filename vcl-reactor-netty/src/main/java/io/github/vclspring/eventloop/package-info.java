/* SPDX-License-Identifier: Apache-2.0 */
/** One iteration of an event loop: the events of VCL beside those of the kernel, and what follows from them. */
@NullMarked
package io.github.vclspring.eventloop;

import org.jspecify.annotations.NullMarked;
