/* SPDX-License-Identifier: Apache-2.0 */
/** The Actuator endpoint {@code vcl}. */
@NullMarked
package io.github.vclspring.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
