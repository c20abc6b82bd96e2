/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.github.vclspring.vpptest.PrivateVpp;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a run asks VPP. */
interface VppView {

    Pattern APP_SESSION = Pattern.compile(" app session (\\d+) ");

    /** Where there is no VPP. */
    VppView NONE = new VppView() {
        @Override
        public String describe(Set<Integer> sessions) {
            return "";
        }

        @Override
        public long cutThroughSessions() {
            return 0;
        }
    };

    /**
     * Sessions in VPP's words. Without VCL's worker in VPP's output there are those of other workers with the same indices, too.
     *
     * @param sessions VCL's indices
     */
    String describe(Set<Integer> sessions);

    /** How many ends of connections by cut-through VPP has. */
    long cutThroughSessions();

    /** The view of a running VPP. */
    static VppView of(PrivateVpp vpp) {
        return new VppView() {
            @Override
            public String describe(Set<Integer> sessions) {
                // without a thread and "force-print" VPP holds back what is more than a screenful
                String all = vpp.cli("show session thread 0 verbose 2 force-print");
                return Pattern.compile("\n(?=\\[)")
                        .splitAsStream(all)
                        .filter(block -> APP_SESSION
                                .matcher(block)
                                .results()
                                .anyMatch(index -> sessions.contains(Integer.valueOf(index.group(1)))))
                        .collect(Collectors.joining("\n"));
            }

            @Override
            public long cutThroughSessions() {
                return vpp.sessions().sessions().stream()
                        .filter(session -> session.cutThrough() && !"LISTEN".equals(session.transportState()))
                        .count();
            }
        };
    }
}
