/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class GreetingController {

    @GetMapping("/api/greeting")
    Greeting greeting(@RequestParam(defaultValue = "World") @NotBlank @Size(max = 100) String name) {
        return new Greeting("Hello, " + name + "!", Thread.currentThread().getName());
    }

    /**
     * What is answered.
     *
     * @param message the greeting
     * @param servedBy the event loop that served the request
     */
    record Greeting(String message, String servedBy) {}
}
