/* SPDX-License-Identifier: Apache-2.0 */
/** A private VPP for tests. */
@NullMarked
package io.github.vclspring.vpptest;

import org.jspecify.annotations.NullMarked;
