/* SPDX-License-Identifier: Apache-2.0 */
/** The management server's transport. */
@NullMarked
package io.github.vclspring.autoconfigure.management;

import org.jspecify.annotations.NullMarked;
