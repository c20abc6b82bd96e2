/* SPDX-License-Identifier: Apache-2.0 */
/** A WebFlux application served over VCL. */
@NullMarked
package io.github.vclspring.sample;

import org.jspecify.annotations.NullMarked;
