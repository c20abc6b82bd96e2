/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars in groups, as SVG. Each bar carries its name and its figure, so that nothing has to be read off an axis or a legend.
 *
 * @param title above the bars
 * @param groups from top to bottom
 */
record BarChart(String title, List<BarChart.Group> groups) {

    /** Bars that are compared with each other. */
    record Group(String label, List<Bar> bars) {}

    /** One bar. Its series chooses its colour: VCL stands out. */
    record Bar(String series, double value, String figure) {}

    /** Colours. */
    record Theme(String text, String muted, String kernel, String vcl, String ceiling) {}

    static final Theme LIGHT = new Theme("#1f2328", "#59636e", "#afb8c1", "#0969da", "#8250df");
    static final Theme DARK = new Theme("#f0f6fc", "#9198a1", "#656c76", "#4493f8", "#ab7df8");

    private static final int WIDTH = 760;
    private static final int BAR = 16;
    private static final int STEP = 20;
    private static final int LEFT = 130;
    private static final int RIGHT = 90;
    private static final int TOP = 44;
    private static final int GROUP = 34;

    String svg(Theme theme) {
        double most = groups.stream()
                .flatMap(group -> group.bars().stream())
                .mapToDouble(Bar::value)
                .max()
                .orElse(1);
        List<String> parts = new ArrayList<>();
        parts.add(text(0, 20, "start", theme.text(), 600, 16, title));
        int y = TOP;
        for (Group group : groups) {
            parts.add(text(0, y + 12, "start", theme.text(), 600, 13, group.label()));
            y += STEP;
            for (Bar bar : group.bars()) {
                double width = Math.max(1, bar.value() / most * (WIDTH - LEFT - RIGHT));
                parts.add(text(LEFT - 8, y + 12, "end", theme.muted(), 400, 12, bar.series()));
                parts.add("<rect x=\"%d\" y=\"%d\" width=\"%s\" height=\"%d\" rx=\"2\" fill=\"%s\"/>"
                        .formatted(
                                LEFT, y, String.format(Locale.ROOT, "%.1f", width), BAR, colour(theme, bar.series())));
                parts.add(text(LEFT + (int) width + 6, y + 12, "start", theme.text(), 400, 12, bar.figure()));
                y += STEP;
            }
            y += GROUP - STEP;
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" \
                font-family="-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif">
                <title>%s</title>
                %s
                </svg>
                """.formatted(WIDTH, y, WIDTH, y, escape(title), String.join("\n", parts));
    }

    private static String colour(Theme theme, String series) {
        if (series.startsWith("VCL")) {
            return theme.vcl();
        }
        return series.startsWith("libvppcom") ? theme.ceiling() : theme.kernel();
    }

    private static String text(int x, int y, String anchor, String fill, int weight, int size, String text) {
        return "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\" font-weight=\"%d\" font-size=\"%d\">%s</text>"
                .formatted(x, y, anchor, fill, weight, size, escape(text));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
