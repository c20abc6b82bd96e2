/* SPDX-License-Identifier: Apache-2.0 */
/** A Spring Cloud Gateway served over VCL, in front of the services of sample-app. */
@NullMarked
package io.github.vclspring.sample.gateway;

import org.jspecify.annotations.NullMarked;
