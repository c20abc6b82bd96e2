/* SPDX-License-Identifier: Apache-2.0 */
/** Health of the VCL application, for Spring Boot Actuator. */
@NullMarked
package io.github.vclspring.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
