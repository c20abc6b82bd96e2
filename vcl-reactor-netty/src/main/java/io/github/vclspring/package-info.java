/* SPDX-License-Identifier: Apache-2.0 */
/** What all packages of the transport share. */
@NullMarked
package io.github.vclspring;

import org.jspecify.annotations.NullMarked;
