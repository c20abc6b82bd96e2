/* SPDX-License-Identifier: Apache-2.0 */
/** MongoDB's drivers over VCL. */
@NullMarked
package io.github.vclspring.autoconfigure.mongodb;

import org.jspecify.annotations.NullMarked;
