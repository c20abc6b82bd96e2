/* SPDX-License-Identifier: Apache-2.0 */
/** What VCL is configured with: the options, their rules, and the {@code vcl.conf} that VCL reads. */
@NullMarked
package io.github.vclspring.config;

import org.jspecify.annotations.NullMarked;
