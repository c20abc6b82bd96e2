/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The types that applications may use. Any other public one is public for a neighbouring package, and marked as such. */
class UserTypesTests {

    private static final String BASE = "io.github.vclspring.";

    @Test
    void nothingElseIsPublicWithoutBeingMarkedAsInternal() {
        TreeSet<String> types = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.github.vclspring")) {
            if (type.isTopLevelClass()
                    && type.getModifiers().contains(JavaModifier.PUBLIC)
                    && !type.isAnnotatedWith(Internal.class)) {
                types.add(type.getName().substring(BASE.length()));
            }
        }
        assertThat(types)
                .containsExactlyInAnyOrder(
                        "Internal",
                        "application.VclApplication",
                        "application.VclAttachException",
                        "application.VclCheck",
                        "application.VclCloseCause",
                        "application.VclDiagnosis",
                        "application.VclExit",
                        "application.VclState",
                        "application.VclStateListener",
                        "application.VclWorker",
                        "application.VclWorkerStats",
                        "channel.VclConnection",
                        "channel.server.VclServerSocketChannel",
                        "channel.server.VclServerSocketChannelConfig",
                        "channel.VclSocketChannel",
                        "channel.VclSocketChannelConfig",
                        "channel.VclTransport",
                        "channel.datagram.VclDatagramChannel",
                        "channel.datagram.VclDatagramChannelConfig",
                        "channel.option.VclChannelOption",
                        "config.KernelDestinations",
                        "config.VclConfig",
                        "config.VclConfigException",
                        "config.VclOption",
                        "eventloop.VclEventLoopGroup",
                        "eventloop.VclSessionInfo",
                        "eventloop.VclSessionList",
                        "resources.VclLoopResources",
                        "session.VclBindException",
                        "vppcom.Errno",
                        "vppcom.library.Vcl",
                        "vppcom.Vppcom",
                        "vppcom.VppcomAttr",
                        "vppcom.VppcomDataSegments",
                        "vppcom.VppcomEndpoint",
                        "vppcom.VppcomEvents",
                        "vppcom.VppcomFeature",
                        "vppcom.library.VppcomLibrary",
                        "vppcom.VppcomProto",
                        "vppcom.library.VppcomProvider",
                        "vppcom.VppcomRelease",
                        "vppcom.library.VppcomUnavailableException");
    }
}
