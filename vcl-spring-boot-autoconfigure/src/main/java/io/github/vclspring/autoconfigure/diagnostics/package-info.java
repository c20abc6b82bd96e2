/* SPDX-License-Identifier: Apache-2.0 */
/** What Spring Boot says instead of a stack trace when VCL cannot start. */
@NullMarked
package io.github.vclspring.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
