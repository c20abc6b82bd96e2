/* SPDX-License-Identifier: Apache-2.0 */
/** The command {@code benchmarks/run}: what is measured, how, and what is made of the figures. */
@NullMarked
package io.github.vclspring.benchmarks;

import org.jspecify.annotations.NullMarked;
