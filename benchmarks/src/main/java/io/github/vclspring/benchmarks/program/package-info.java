/* SPDX-License-Identifier: Apache-2.0 */
/** The programs that are measured and those that put load on them. Each runs in a JVM of its own. */
@NullMarked
package io.github.vclspring.benchmarks.program;

import org.jspecify.annotations.NullMarked;
