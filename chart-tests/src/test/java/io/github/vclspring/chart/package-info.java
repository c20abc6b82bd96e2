/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the Helm chart and of the container image. */
@NullMarked
package io.github.vclspring.chart;

import org.jspecify.annotations.NullMarked;
