/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.restclient;

import org.jspecify.annotations.Nullable;

/** A class loader that hides Reactor Netty. It defines no classes. */
final class WithoutReactorNetty extends ClassLoader {

    WithoutReactorNetty(@Nullable ClassLoader parent) {
        super(parent != null ? parent : WithoutReactorNetty.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("reactor.netty.")) {
            throw new ClassNotFoundException(name);
        }
        return super.loadClass(name, resolve);
    }
}
