/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import java.util.List;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/** Finds beans of a class that may be absent, and creates none. */
final class BeansByName {

    private BeansByName() {}

    static List<String> of(ApplicationContext context, String className) {
        if (!ClassUtils.isPresent(className, context.getClassLoader())) {
            return List.of();
        }
        Class<?> type = ClassUtils.resolveClassName(className, context.getClassLoader());
        return List.of(context.getBeanNamesForType(type, true, false));
    }
}
