/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** JSON. */
@RestController
class GreetingController {

    /** Who is greeted, and by which thread: its name tells the event loop. */
    record Greeting(String message, String servedBy) {}

    @GetMapping("/api/greeting")
    Greeting greet(@RequestParam(defaultValue = "world") String name) {
        return new Greeting("Hello, " + name + "!", Thread.currentThread().getName());
    }
}
