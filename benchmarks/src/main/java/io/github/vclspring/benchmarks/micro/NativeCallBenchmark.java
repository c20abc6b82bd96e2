/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.micro;

import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.library.Vcl;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The way from Java into the system's libvppcom and back, by a function that only reads a thread's variable. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class NativeCallBenchmark {

    private Vppcom vppcom;

    /** For JMH. */
    @SuppressWarnings("NullAway.Init")
    public NativeCallBenchmark() {}

    /** Loads the library; nothing attaches to VPP. */
    @Setup
    public void load() {
        vppcom = Vcl.load(Vcl.VPP, null).functions();
    }

    /** One call. */
    @Benchmark
    public int nativeCall() {
        return vppcom.workerIndex();
    }
}
