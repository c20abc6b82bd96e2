/* SPDX-License-Identifier: Apache-2.0 */
/** What the sample applications have in common: a twin over the kernel, and what their pages show. */
@NullMarked
package io.github.vclspring.sample.common;

import org.jspecify.annotations.NullMarked;
