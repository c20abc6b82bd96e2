/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.PositiveOrZero;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** Bodies of any size, of which only a few buffers are in memory at a time. */
@RestController
class StreamController {

    private static final long MAX_DOWNLOAD = 1L << 40;
    private static final int CHUNK = 64 * 1024;

    /** Prime, so that a chunk that is lost or swapped is seen. */
    private static final int PERIOD = 251;

    private static final byte[] PATTERN = pattern();

    private static byte[] pattern() {
        byte[] pattern = new byte[CHUNK + PERIOD];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = (byte) (i % PERIOD);
        }
        return pattern;
    }

    /** Sends back what comes, while it comes. */
    @PostMapping("/api/echo")
    ResponseEntity<Flux<DataBuffer>> echo(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        MediaType type = headers.getContentType();
        ResponseEntity.BodyBuilder response =
                ResponseEntity.ok().contentType((type != null) ? type : MediaType.APPLICATION_OCTET_STREAM);
        if (headers.getContentLength() >= 0) {
            response.contentLength(headers.getContentLength());
        }
        return response.body(request.getBody());
    }

    /** Sends bytes of which the one at the offset n is n modulo 251. */
    @GetMapping("/api/download")
    ResponseEntity<Flux<DataBuffer>> download(
            @RequestParam @PositiveOrZero @Max(MAX_DOWNLOAD) long bytes, ServerHttpResponse response) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(bytes)
                .body(chunks(bytes, response.bufferFactory()));
    }

    private static Flux<DataBuffer> chunks(long bytes, DataBufferFactory buffers) {
        return Flux.generate(() -> 0L, (offset, sink) -> {
            if (offset == bytes) {
                sink.complete();
                return offset;
            }
            int length = (int) Math.min(CHUNK, bytes - offset);
            sink.next(buffers.allocateBuffer(length).write(PATTERN, (int) (offset % PERIOD), length));
            return offset + length;
        });
    }
}
