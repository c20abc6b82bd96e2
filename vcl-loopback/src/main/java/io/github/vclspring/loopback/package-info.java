/* SPDX-License-Identifier: Apache-2.0 */
/** VCL's C API over kernel sockets, for environments without VPP. */
@NullMarked
package io.github.vclspring.loopback;

import org.jspecify.annotations.NullMarked;
