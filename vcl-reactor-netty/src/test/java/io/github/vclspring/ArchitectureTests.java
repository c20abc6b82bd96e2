/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.vclspring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesUseOnlyThoseBelowThem = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("vppcom")
            .definedBy("io.github.vclspring.vppcom..")
            .layer("application")
            .definedBy("io.github.vclspring.application..")
            .layer("channel")
            .definedBy("io.github.vclspring.channel..")
            .layer("resources")
            .definedBy("io.github.vclspring.resources..")
            .whereLayer("vppcom")
            .mayNotAccessAnyLayer()
            .whereLayer("application")
            .mayOnlyAccessLayers("vppcom")
            .whereLayer("channel")
            .mayOnlyAccessLayers("vppcom", "application")
            .whereLayer("resources")
            .mayOnlyAccessLayers("vppcom", "application", "channel")
            .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.github.vclspring.(**)").should().beFreeOfCycles();
}
