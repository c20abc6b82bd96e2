/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import io.github.vclspring.sample.common.Hop;
import io.github.vclspring.sample.common.Hops;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the gateway's page what this service asks of the next one. */
@RestController
@Profile("chain")
class HopsController {

    private final Hops hops;

    HopsController(Hops hops) {
        this.hops = hops;
    }

    @GetMapping("/api/hops")
    List<Hop> hops() {
        return hops.list();
    }
}
