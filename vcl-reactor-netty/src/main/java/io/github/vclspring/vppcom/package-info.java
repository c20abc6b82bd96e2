/* SPDX-License-Identifier: Apache-2.0 */
/** libvppcom as Java sees it. */
@NullMarked
package io.github.vclspring.vppcom;

import org.jspecify.annotations.NullMarked;
