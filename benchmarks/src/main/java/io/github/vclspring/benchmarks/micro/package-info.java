/* SPDX-License-Identifier: Apache-2.0 */
/** JMH's benchmarks of single steps, run by {@code benchmarks/run jmh}. */
@NullMarked
package io.github.vclspring.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
