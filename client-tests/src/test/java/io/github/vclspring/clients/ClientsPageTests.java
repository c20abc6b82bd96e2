/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.autoconfigure.client.KnownClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/clients.md} is that of the code. {@code -Dupdate=true} writes it. */
class ClientsPageTests {

    private static final Path PAGE = Path.of("..", "docs", "clients.md");
    private static final String BEGIN = "| Client | Carried by | Property | How, or why not |\n|---|---|---|---|\n";

    @Test
    void theTableIsThatOfTheCode() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).as("the table").isNotNegative();
        int end = page.indexOf("\n\n", begin);
        String expected = BEGIN + rows();
        if (Boolean.getBoolean("update")) {
            Files.writeString(PAGE, page.substring(0, begin) + expected + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).as("-Dupdate=true writes it").isEqualTo(expected);
        }
    }

    private static String rows() {
        return Arrays.stream(KnownClient.values()).map(ClientsPageTests::row).collect(Collectors.joining("\n"));
    }

    private static String row(KnownClient client) {
        String transport = client.isByDefault() ? "VCL" : client.isOptIn() ? "kernel; VCL on request" : "kernel";
        String property = client.property().map(name -> '`' + name + '`').orElse("");
        return "| `%s` | %s | %s | %s |".formatted(client.id(), transport, property, client.reason());
    }
}
