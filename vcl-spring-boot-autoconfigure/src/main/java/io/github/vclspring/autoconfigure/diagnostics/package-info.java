/* SPDX-License-Identifier: Apache-2.0 */
/** Failure analyzers, which explain why VCL cannot start. */
@NullMarked
package io.github.vclspring.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
