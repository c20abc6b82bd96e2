/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A VPP release, such as 26.06. The library and VPP must be of the same release, because they share memory whose layout
 * carries no version.
 *
 * @param year two digits, 18 to 99
 * @param month 1 to 12
 */
public record VppcomRelease(int year, int month) implements Comparable<VppcomRelease> {

    /** The oldest release that this binding supports. Earlier releases number attributes differently. */
    public static final VppcomRelease OLDEST_KNOWN = new VppcomRelease(21, 10);

    /** The newest release that this binding was tested with. */
    public static final VppcomRelease NEWEST_KNOWN = new VppcomRelease(26, 6);

    private static final Pattern SONAME = Pattern.compile("libvppcom\\.so\\.(\\d\\d)\\.(\\d\\d)(\\..*)?");

    private static final Comparator<VppcomRelease> ORDER =
            Comparator.comparingInt(VppcomRelease::year).thenComparingInt(VppcomRelease::month);

    /** Reads the release from a SONAME ({@code libvppcom.so.26.06}), the only place where the library states it. */
    public static Optional<VppcomRelease> ofSoname(String soname) {
        Matcher matcher = SONAME.matcher(soname);
        return matcher.matches()
                ? Optional.of(new VppcomRelease(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** Returns whether this release is between {@link #OLDEST_KNOWN} and {@link #NEWEST_KNOWN}. */
    public boolean isKnown() {
        return compareTo(OLDEST_KNOWN) >= 0 && compareTo(NEWEST_KNOWN) <= 0;
    }

    @Override
    public int compareTo(VppcomRelease other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%02d.%02d".formatted(year, month);
    }
}
