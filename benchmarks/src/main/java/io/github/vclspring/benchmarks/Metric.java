/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is measured of a row. Times are in microseconds, processor use in cores. */
enum Metric {
    /** Requests completed per second. */
    @JsonProperty("rate")
    RATE(true),
    /** Bytes of bodies per second. */
    @JsonProperty("bytesPerSecond")
    BYTES_PER_SECOND(true),
    /** Mean time from request to the end of the response. */
    @JsonProperty("mean")
    MEAN(false),
    /** Median of that time. */
    @JsonProperty("p50")
    P50(false),
    /** 99th percentile of that time. */
    @JsonProperty("p99")
    P99(false),
    /** 99.9th percentile of that time. */
    @JsonProperty("p999")
    P999(false),
    /** Processor time per request of all server processes. */
    @JsonProperty("serverCpu")
    SERVER_CPU(false),
    /** Processor time per request of the client. */
    @JsonProperty("clientCpu")
    CLIENT_CPU(false),
    /** Processor time per request of VPP. */
    @JsonProperty("vppCpu")
    VPP_CPU(false),
    /** Cores that the server processes kept busy. */
    @JsonProperty("serverCores")
    SERVER_CORES(false),
    /** Cores that VPP kept busy. */
    @JsonProperty("vppCores")
    VPP_CORES(false),
    /** Cores that everything else on the machine kept busy: above a few hundredths the machine was not quiet. */
    @JsonProperty("otherCores")
    OTHER_CORES(false),
    /** Heap bytes per request that the server processes allocated. */
    @JsonProperty("allocated")
    ALLOCATED(false),
    /** System calls per request of the server processes, counted in a run of their own. */
    @JsonProperty("systemCalls")
    SYSTEM_CALLS(false),
    /** Bytes of memory per open connection, of the whole machine: both ends, and VPP or the kernel. */
    @JsonProperty("memoryPerConnection")
    MEMORY(false),
    /** Requests that failed. */
    @JsonProperty("errors")
    ERRORS(false);

    private final boolean moreIsBetter;

    Metric(boolean moreIsBetter) {
        this.moreIsBetter = moreIsBetter;
    }

    boolean moreIsBetter() {
        return moreIsBetter;
    }
}
