/* SPDX-License-Identifier: Apache-2.0 */
/** gRPC servers and clients over VCL. */
@NullMarked
package io.github.vclspring.autoconfigure.grpc;

import org.jspecify.annotations.NullMarked;
