/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

/** Functions that only newer releases of libvppcom export. */
public enum VppcomFeature {
    /** {@link Vppcom#sessionGetError}. */
    SESSION_GET_ERROR("vppcom_session_get_error", 22, 10),
    /** {@link Vppcom#workerIsDetached}. */
    WORKER_IS_DETACHED("vppcom_worker_is_detached", 23, 2),
    /** {@link Vppcom#sessionWriteSegments}. */
    SESSION_WRITE_SEGMENTS("vppcom_session_write_segments", 24, 10),
    /** {@link Vppcom#sessionTerminate}. */
    SESSION_TERMINATE("vppcom_session_terminate", 26, 2);

    private final String symbol;

    private final VppcomRelease since;

    VppcomFeature(String symbol, int year, int month) {
        this.symbol = symbol;
        this.since = new VppcomRelease(year, month);
    }

    /** The name that the library exports. */
    public String symbol() {
        return symbol;
    }

    /** The first release that exports it. */
    public VppcomRelease since() {
        return since;
    }
}
