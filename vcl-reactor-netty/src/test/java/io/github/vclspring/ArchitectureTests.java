/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.ArrayList;
import java.util.List;

@AnalyzeClasses(packages = "io.github.vclspring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    /** From the bottom to the top: a package imports only from those above it in this list. */
    private static final List<String> PACKAGES = List.of(
            "vppcom",
            "vppcom.library",
            "config",
            "application",
            "session",
            "eventloop",
            "channel.option",
            "channel",
            "channel.server",
            "channel.datagram",
            "resources");

    @ArchTest
    static final ArchRule packagesUseOnlyThoseBelowThem = layers();

    private static ArchRule layers() {
        LayeredArchitecture layers = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("annotation")
                .definedBy("io.github.vclspring");
        for (String name : PACKAGES) {
            layers = layers.layer(name).definedBy("io.github.vclspring." + name);
        }
        layers = layers.whereLayer("annotation").mayNotAccessAnyLayer();
        for (int i = 0; i < PACKAGES.size(); i++) {
            List<String> below = new ArrayList<>(PACKAGES.subList(0, i));
            below.add("annotation");
            if (!PACKAGES.get(i).equals("resources")) {
                // UDP is a room of its own: only Reactor Netty's loops name its channel
                below.remove("channel.datagram");
            }
            layers = layers.whereLayer(PACKAGES.get(i)).mayOnlyAccessLayers(below.toArray(String[]::new));
        }
        return layers.ensureAllClassesAreContainedInArchitecture();
    }

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.github.vclspring.(**)").should().beFreeOfCycles();
}
