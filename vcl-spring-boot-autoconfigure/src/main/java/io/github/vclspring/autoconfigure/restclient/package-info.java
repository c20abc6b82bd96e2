/* SPDX-License-Identifier: Apache-2.0 */
/** RestClient and RestTemplate over VCL. */
@NullMarked
package io.github.vclspring.autoconfigure.restclient;

import org.jspecify.annotations.NullMarked;
