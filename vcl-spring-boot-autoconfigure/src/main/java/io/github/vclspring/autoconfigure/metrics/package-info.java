/* SPDX-License-Identifier: Apache-2.0 */
/** Meters of the VCL application, for Micrometer. */
@NullMarked
package io.github.vclspring.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
