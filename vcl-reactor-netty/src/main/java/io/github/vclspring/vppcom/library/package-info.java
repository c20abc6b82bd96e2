/* SPDX-License-Identifier: Apache-2.0 */
/** Finds libvppcom or what stands in for it, loads it, and tells what it can. */
@NullMarked
package io.github.vclspring.vppcom.library;

import org.jspecify.annotations.NullMarked;
