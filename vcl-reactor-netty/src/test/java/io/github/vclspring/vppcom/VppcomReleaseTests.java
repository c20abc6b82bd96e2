/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VppcomReleaseTests {

    @Test
    void isReadFromTheSoname() {
        assertThat(VppcomRelease.ofSoname("libvppcom.so.26.06")).contains(new VppcomRelease(26, 6));
        assertThat(VppcomRelease.ofSoname("libvppcom.so.21.10.1")).contains(new VppcomRelease(21, 10));
        assertThat(VppcomRelease.ofSoname("libvppcom.so")).isEmpty();
        assertThat(VppcomRelease.ofSoname("libc.so.6")).isEmpty();
    }

    @Test
    void isWrittenAsVppWritesIt() {
        assertThat(new VppcomRelease(23, 2)).hasToString("23.02");
    }

    @Test
    void isOrderedByYearAndMonth() {
        assertThat(new VppcomRelease(25, 10)).isLessThan(new VppcomRelease(26, 2));
        assertThat(new VppcomRelease(26, 2)).isLessThan(new VppcomRelease(26, 6));
    }

    @Test
    void knowsWhichReleasesTheBindingWasWrittenFor() {
        assertThat(new VppcomRelease(21, 6).isKnown()).isFalse();
        assertThat(new VppcomRelease(21, 10).isKnown()).isTrue();
        assertThat(new VppcomRelease(26, 6).isKnown()).isTrue();
        assertThat(new VppcomRelease(26, 10).isKnown()).isFalse();
    }
}
