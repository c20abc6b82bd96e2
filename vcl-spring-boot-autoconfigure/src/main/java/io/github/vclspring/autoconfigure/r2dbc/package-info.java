/* SPDX-License-Identifier: Apache-2.0 */
/** R2DBC drivers over VCL. */
@NullMarked
package io.github.vclspring.autoconfigure.r2dbc;

import org.jspecify.annotations.NullMarked;
