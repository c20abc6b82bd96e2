/* SPDX-License-Identifier: Apache-2.0 */
/** RSocket requesters over VCL. */
@NullMarked
package io.github.vclspring.autoconfigure.rsocket;

import org.jspecify.annotations.NullMarked;
