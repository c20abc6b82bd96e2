/* SPDX-License-Identifier: Apache-2.0 */
/** Lettuce, a client of Redis, over VCL. */
@NullMarked
package io.github.vclspring.autoconfigure.lettuce;

import org.jspecify.annotations.NullMarked;
