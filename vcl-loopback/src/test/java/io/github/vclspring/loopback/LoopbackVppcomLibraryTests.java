/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import org.junit.jupiter.api.Test;

class LoopbackVppcomLibraryTests {

    private final VppcomLibrary library = Vcl.load(Vcl.LOOPBACK, null);

    @Test
    void itIsFoundByNameAndIsOne() {
        assertThat(library).isInstanceOf(LoopbackVppcomLibrary.class).isSameAs(Vcl.load(Vcl.LOOPBACK, null));
        assertThat(library.needsVpp()).isFalse();
        assertThat(library.location()).contains("loopback");
        assertThat(library.release()).hasToString("Optional[26.06]");
    }

    @Test
    void itHasEveryFeature() {
        assertThat(VppcomFeature.values()).allMatch(library::supports);
    }

    @Test
    void itsEnvironmentIsItsOwn() {
        library.setenv("LOOPBACK_TEST", "1");
        assertThat(library.getenv("LOOPBACK_TEST")).isEqualTo("1");
        assertThat(System.getenv("LOOPBACK_TEST")).isNull();
        library.setenv("LOOPBACK_TEST", null);
        assertThat(library.getenv("LOOPBACK_TEST")).isNull();
        assertThat(library.getenv("PATH")).isEqualTo(System.getenv("PATH"));
    }

    @Test
    void aRefusedAttachLeavesNothingBehind() {
        LoopbackVppcomLibrary loopback = (LoopbackVppcomLibrary) library;
        loopback.faults().refuseAttach(true);
        try (WorkerThread thread = new WorkerThread("refused")) {
            assertThat(thread.call(() -> library.functions().appCreate("refused")))
                    .isNegative();
            assertThat(thread.call(() -> library.functions().workerIndex())).isEqualTo(-1);
        } finally {
            loopback.faults().reset();
        }
    }

    @Test
    void aNameThatOverrunsTheAttachMessageIsRefused() {
        assertThatThrownBy(() -> library.functions().appCreate("x".repeat(64)))
                .isInstanceOf(LoopbackMisuseException.class)
                .hasMessageContaining("63 bytes");
    }
}
