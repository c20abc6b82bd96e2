/* SPDX-License-Identifier: Apache-2.0 */
/** Finds and loads libvppcom or its replacement, and reports what it supports. */
@NullMarked
package io.github.vclspring.vppcom.library;

import org.jspecify.annotations.NullMarked;
