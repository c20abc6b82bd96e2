/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Whether a hook applies to its client.
 *
 * @param transport VCL if the hook applies
 * @param reason why it does not apply; null if it does
 */
public record Verdict(
        VclClient.Transport transport, @Nullable String reason) {

    private static final Verdict FOLLOWS = new Verdict(VclClient.Transport.VCL, null);

    /** Returns that the client has the event loops, or gets them when it is created. */
    public static Verdict follows() {
        return FOLLOWS;
    }

    /**
     * Returns that the client uses the kernel although a user would expect VCL.
     *
     * @param reason why, and what to do
     */
    public static Verdict kernel(String reason) {
        return new Verdict(VclClient.Transport.KERNEL, reason);
    }

    /** Returns that the library is on the class path, but the application does not use it. */
    public static Verdict unused(String reason) {
        return new Verdict(VclClient.Transport.ABSENT, reason);
    }

    /**
     * Decides by the beans that a hook is for, without creating any.
     *
     * @param type of the beans
     * @param applied whether the hook has customized one
     */
    public static Verdict ofBeans(ConfigurableListableBeanFactory beans, Class<?> type, boolean applied) {
        if (applied) {
            return FOLLOWS;
        }
        String[] names = beans.getBeanNamesForType(type, true, false);
        if (names.length == 0) {
            return unused("no bean of the type " + type.getSimpleName());
        }
        for (String name : names) {
            if (beans.containsSingleton(name)) {
                return kernel("the bean '" + name + "' of the type " + type.getSimpleName()
                        + " was created without Spring Boot's customizers. Give it the event loops of the"
                        + " ReactorResourceFactory, or remove the bean");
            }
        }
        return FOLLOWS;
    }
}
