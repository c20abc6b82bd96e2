/* SPDX-License-Identifier: Apache-2.0 */
/** VCL's C API over kernel sockets, for where there is no VPP. */
@NullMarked
package io.github.vclspring.loopback;

import org.jspecify.annotations.NullMarked;
