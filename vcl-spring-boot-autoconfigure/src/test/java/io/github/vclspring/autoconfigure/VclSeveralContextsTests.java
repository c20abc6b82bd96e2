/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclAttachException;
import io.github.vclspring.application.VclState;
import io.github.vclspring.resources.VclLoopResources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A process has one VCL application, however many contexts it has. */
class VclSeveralContextsTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(VclAutoConfiguration.class))
            .withPropertyValues(
                    "vcl.mode=loopback", "vcl.worker.count=2", "spring.reactor.netty.shutdown-quiet-period=0s");

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(VclApplication.current()).isEmpty();
    }

    @Test
    void shareTheApplicationIfTheyAreConfiguredAlike() {
        runner.run(first -> {
            VclApplication application = first.getBean(VclLoopResources.class).application();
            runner.run(
                    second -> assertThat(second.getBean(VclLoopResources.class).application())
                            .isSameAs(application));
            assertThat(application.state()).isEqualTo(VclState.ATTACHED);
            assertThat(application.workers()).hasSize(2);
        });
    }

    @Test
    void areRefusedIfTheyAreConfiguredDifferently() {
        runner.run(first -> {
            runner.withPropertyValues("vcl.app-name=other")
                    .run(second -> assertThat(second)
                            .getFailure()
                            .rootCause()
                            .isInstanceOfSatisfying(
                                    VclAttachException.class,
                                    cause -> assertThat(cause.reason())
                                            .isEqualTo(VclAttachException.Reason.OTHER_CONFIGURATION)));
            assertThat(first.getBean(VclLoopResources.class).application().state())
                    .isEqualTo(VclState.ATTACHED);
        });
    }

    @Test
    void mayDifferOneAfterTheOther() {
        for (String name : new String[] {"one", "two", "three"}) {
            runner.withPropertyValues("vcl.app-name=" + name)
                    .run(context -> assertThat(context.getBean(VclLoopResources.class)
                                    .application()
                                    .config()
                                    .appName())
                            .isEqualTo(name));
        }
    }
}
