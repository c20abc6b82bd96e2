/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Adds to the problem details which parameters were refused, and why. */
@RestControllerAdvice
class ValidationProblems extends ResponseEntityExceptionHandler {

    @Override
    protected Mono<ResponseEntity<Object>> handleHandlerMethodValidationException(
            HandlerMethodValidationException failure,
            HttpHeaders headers,
            HttpStatusCode status,
            ServerWebExchange exchange) {
        Map<String, List<String>> errors = new TreeMap<>();
        for (ParameterValidationResult result : failure.getParameterValidationResults()) {
            errors.put(
                    String.valueOf(result.getMethodParameter().getParameterName()),
                    result.getResolvableErrors().stream()
                            .map(ValidationProblems::message)
                            .toList());
        }
        failure.getBody().setProperty("errors", errors);
        return super.handleHandlerMethodValidationException(failure, headers, status, exchange);
    }

    private static String message(MessageSourceResolvable error) {
        String message = error.getDefaultMessage();
        return (message != null) ? message : "invalid";
    }
}
