/* SPDX-License-Identifier: Apache-2.0 */
/** Event loops that handle VCL's events beside the kernel's. */
@NullMarked
package io.github.vclspring.eventloop;

import org.jspecify.annotations.NullMarked;
