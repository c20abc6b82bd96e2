/* SPDX-License-Identifier: Apache-2.0 */
/** The process's one VCL application and its workers. */
@NullMarked
package io.github.vclspring.application;

import org.jspecify.annotations.NullMarked;
