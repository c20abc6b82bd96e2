/* SPDX-License-Identifier: Apache-2.0 */
/** The Java binding of libvppcom's C API. */
@NullMarked
package io.github.vclspring.vppcom;

import org.jspecify.annotations.NullMarked;
