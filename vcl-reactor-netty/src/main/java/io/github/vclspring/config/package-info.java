/* SPDX-License-Identifier: Apache-2.0 */
/** The configuration of VCL: its options, their rules, and the {@code vcl.conf} that VCL reads. */
@NullMarked
package io.github.vclspring.config;

import org.jspecify.annotations.NullMarked;
