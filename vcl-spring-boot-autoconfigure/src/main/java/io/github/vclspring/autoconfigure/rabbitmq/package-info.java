/* SPDX-License-Identifier: Apache-2.0 */
/** RabbitMQ's client over VCL. */
@NullMarked
package io.github.vclspring.autoconfigure.rabbitmq;

import org.jspecify.annotations.NullMarked;
