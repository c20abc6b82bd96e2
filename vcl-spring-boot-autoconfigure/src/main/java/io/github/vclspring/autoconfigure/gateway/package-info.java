/* SPDX-License-Identifier: Apache-2.0 */
/** Spring Cloud Gateway over VCL. */
@NullMarked
package io.github.vclspring.autoconfigure.gateway;

import org.jspecify.annotations.NullMarked;
