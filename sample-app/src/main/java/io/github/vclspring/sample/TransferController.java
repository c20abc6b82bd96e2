/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bodies of any size in both directions, of which no more than a few buffers are ever in memory. */
@RestController
class TransferController {

    private static final long MAX_BYTES = 10L << 30;
    private static final int CHUNK = 64 << 10;

    @PostMapping("/api/echo")
    Mono<Void> echo(ServerHttpRequest request, ServerHttpResponse response) {
        MediaType type = request.getHeaders().getContentType();
        response.getHeaders().setContentType(type == null ? MediaType.APPLICATION_OCTET_STREAM : type);
        return response.writeWith(request.getBody());
    }

    /** Byte number {@code n} is {@code n mod 251}, so that a hole or a repetition shows. */
    @GetMapping(path = "/api/download", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    Mono<Void> download(@RequestParam long bytes, ServerHttpResponse response) {
        if (bytes < 0 || bytes > MAX_BYTES) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "bytes must be 0 to " + MAX_BYTES);
        }
        response.getHeaders().setContentLength(bytes);
        DataBufferFactory buffers = response.bufferFactory();
        Flux<DataBuffer> body = Flux.generate(() -> 0L, (position, sink) -> {
            if (position == bytes) {
                sink.complete();
                return position;
            }
            int length = (int) Math.min(CHUNK, bytes - position);
            sink.next(chunk(buffers, position, length));
            return position + length;
        });
        return response.writeWith(body);
    }

    private static DataBuffer chunk(DataBufferFactory buffers, long position, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ((position + i) % 251);
        }
        return buffers.wrap(bytes);
    }
}
