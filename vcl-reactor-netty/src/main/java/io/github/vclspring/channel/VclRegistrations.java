/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop's registrations, found by an identity that is never used twice: a slot in the low 32 bits, and in the high ones
 * how often that slot was used. Looking one up costs an array access and a comparison.
 */
final class VclRegistrations {

    private @Nullable VclRegistration[] slots = new @Nullable VclRegistration[64];
    private int[] generations = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    VclRegistration add(VclLoop loop, VclIoHandle handle) {
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot == slots.length) {
            slots = Arrays.copyOf(slots, slot * 2);
            generations = Arrays.copyOf(generations, slot * 2);
            free = Arrays.copyOf(free, slot * 2);
        }
        VclRegistration registration = new VclRegistration(loop, handle, (long) generations[slot] << 32 | slot);
        slots[slot] = registration;
        return registration;
    }

    void remove(VclRegistration registration) {
        int slot = (int) registration.id();
        slots[slot] = null;
        generations[slot]++;
        free[freeCount++] = slot;
    }

    /** Null if it was cancelled meanwhile. */
    @Nullable
    VclRegistration get(long id) {
        VclRegistration registration = slots[(int) id];
        return registration != null && registration.id() == id ? registration : null;
    }

    /** A copy, to be walked while handles come and go. */
    List<VclRegistration> all() {
        List<VclRegistration> all = new ArrayList<>();
        for (int slot = 0; slot < used; slot++) {
            VclRegistration registration = slots[slot];
            if (registration != null) {
                all.add(registration);
            }
        }
        return all;
    }

    boolean isEmpty() {
        return freeCount == used;
    }
}
