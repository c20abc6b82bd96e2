/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/** What {@link VppTest} promises. */
final class VppExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                ExecutionCondition,
                ParameterResolver,
                InvocationInterceptor {

    private static final Namespace NAMESPACE = Namespace.create(VppExtension.class);

    /** Methods are skipped, not their class: skipping a class would leave the names of its tests out of the report. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            return ConditionEvaluationResult.enabled("decided for each method");
        }
        return reasonToSkip()
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("VPP is here, or required"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // A nested class shares the VPP of the class around it, unless it asks for its own.
        Optional<VppTest> annotation = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), VppTest.class);
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        if (annotation.isPresent()) {
            store.put(LazyVpp.class, new LazyVpp(annotation.get().value()));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        lazyVpp(context).beforeTest();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        lazyVpp(context).afterTest();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PrivateVpp.class;
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Optional<String> reason = reasonToSkip();
        if (reason.isEmpty()) {
            return lazyVpp(context).get();
        }
        if (parameter.getDeclaringExecutable() instanceof Constructor) {
            throw new TestAbortedException(reason.get());
        }
        // The method will not be called: see interceptBeforeAllMethod.
        return null;
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        skipWithoutVpp(invocation);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        skipWithoutVpp(invocation);
    }

    /** What a class prepares, it prepares for tests that will be skipped. Giving up here would again lose their names. */
    private static void skipWithoutVpp(InvocationInterceptor.Invocation<@Nullable Void> invocation) throws Throwable {
        if (reasonToSkip().isPresent()) {
            invocation.skip();
        } else {
            invocation.proceed();
        }
    }

    private static Optional<String> reasonToSkip() {
        return isRequired() ? Optional.empty() : VppHome.whyMissing();
    }

    static boolean isRequired() {
        return "required".equals(System.getProperty("vpp.tests", System.getenv("VPP_TESTS")));
    }

    private static LazyVpp lazyVpp(ExtensionContext context) {
        LazyVpp vpp = context.getStore(NAMESPACE).get(LazyVpp.class, LazyVpp.class);
        if (vpp == null) {
            throw new IllegalStateException("the VPP of a class is asked for outside of it");
        }
        return vpp;
    }
}
