/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that needs a real VPP. One {@link PrivateVpp} is started for the class, when the first parameter of that type is asked for: by a test,
 * a constructor or a lifecycle method; it is closed after the class.
 *
 * <p>Every test finds VPP running: one that an earlier test killed is restarted, one that it paused goes on. A test during which VPP dies by itself fails.
 *
 * <p>Where there is no VPP, or no right to start one, the tests are skipped, each by its name and with the reason. With the system property
 * {@code vpp.tests}, or the environment variable {@code VPP_TESTS}, set to {@code required}, they fail instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(VppExtension.class)
public @interface VppTest {

    /**
     * How the VPP differs from the usual one.
     *
     * @return a class with a constructor without parameters
     */
    Class<? extends Consumer<PrivateVppBuilder>> value() default Usual.class;

    /** Changes nothing. */
    final class Usual implements Consumer<PrivateVppBuilder> {

        /** Made by the extension. */
        public Usual() {}

        @Override
        public void accept(PrivateVppBuilder builder) {}
    }
}
