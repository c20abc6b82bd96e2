/* SPDX-License-Identifier: Apache-2.0 */
/** The sample as a service in a chain: a gateway or another service asks it, and it asks the next one or a database. */
@NullMarked
package io.github.vclspring.sample.chain;

import org.jspecify.annotations.NullMarked;
