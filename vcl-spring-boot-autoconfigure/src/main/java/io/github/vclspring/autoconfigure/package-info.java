/* SPDX-License-Identifier: Apache-2.0 */
/** Auto-configuration of VCL for Spring Boot. */
@NullMarked
package io.github.vclspring.autoconfigure;

import org.jspecify.annotations.NullMarked;
