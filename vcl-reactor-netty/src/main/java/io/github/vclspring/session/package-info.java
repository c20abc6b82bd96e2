/* SPDX-License-Identifier: Apache-2.0 */
/** Sessions of VCL: every call on them, with the guards and the order that VCL needs. */
@NullMarked
package io.github.vclspring.session;

import org.jspecify.annotations.NullMarked;
