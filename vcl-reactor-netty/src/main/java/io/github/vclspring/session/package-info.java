/* SPDX-License-Identifier: Apache-2.0 */
/** VCL sessions, with the guards and the call order that VCL requires. */
@NullMarked
package io.github.vclspring.session;

import org.jspecify.annotations.NullMarked;
