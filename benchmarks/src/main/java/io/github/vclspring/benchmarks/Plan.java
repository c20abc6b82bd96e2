/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is started in a round, in which order: labs one after the other, in each its setups, in each its rows. */
final class Plan {

    /** What is started for a lab; those that share one are measured together. */
    record LabKey(Transport.Wire wire, Tuning tuning) {

        static LabKey of(Setup setup) {
            Transport.Wire wire = switch (setup.transport().wire()) {
                case LOOPBACK, VETH -> Transport.Wire.LOOPBACK;
                case CUT_THROUGH, AF_PACKET -> Transport.Wire.CUT_THROUGH;
                case MEMIF -> Transport.Wire.MEMIF;
            };
            return new LabKey(wire, setup.tuning());
        }

        boolean needsVpp() {
            return wire != Transport.Wire.LOOPBACK;
        }
    }

    /** A row that is to be measured. */
    record Item(Row.Key key, Load load) {}

    private final Map<LabKey, Map<Setup, List<Item>>> labs = new LinkedHashMap<>();
    private final List<Row> rows = new ArrayList<>();

    Plan(List<Scenario> scenarios) {
        for (Scenario scenario : scenarios) {
            for (Transport transport : scenario.transports()) {
                for (Tuning tuning : scenario.tunings()) {
                    add(scenario, new Setup(scenario.server(), scenario.loops(), transport, tuning));
                }
            }
        }
    }

    private void add(Scenario scenario, Setup setup) {
        Row row = new Row(
                scenario.name(),
                scenario.title(),
                scenario.server(),
                setup.transport(),
                setup.tuning().name(),
                scenario.load().connections(),
                List.of());
        rows.add(row);
        labs.computeIfAbsent(LabKey.of(setup), key -> new LinkedHashMap<>())
                .computeIfAbsent(setup, key -> new ArrayList<>())
                .add(new Item(row.key(), scenario.load()));
    }

    Map<LabKey, Map<Setup, List<Item>>> labs() {
        return labs;
    }

    /** All rows, without figures yet. */
    List<Row> rows() {
        return rows;
    }

    boolean needsVpp() {
        return labs.keySet().stream().anyMatch(LabKey::needsVpp);
    }
}
