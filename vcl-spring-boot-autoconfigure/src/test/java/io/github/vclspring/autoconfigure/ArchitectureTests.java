/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.Bean;

@AnalyzeClasses(packages = "io.github.vclspring.autoconfigure", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.github.vclspring.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule autoConfigurationsAreFinal =
            classes().that().areAnnotatedWith(AutoConfiguration.class).should().haveModifier(FINAL);

    @ArchTest
    static final ArchRule beanMethodsAreNoApi =
            methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule failureAnalyzersAreNoApi =
            classes().that().implement(FailureAnalyzer.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule globalResourcesAreLeftAloneUnlessAsked = noClasses()
            .that()
            .doNotHaveSimpleName("GlobalResources")
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "it sets global resources",
                    call -> call.getTargetOwner().getName().matches("reactor\\.netty\\..*Resources")
                            && call.getName().equals("set")));
}
