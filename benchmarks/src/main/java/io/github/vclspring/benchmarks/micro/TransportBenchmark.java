/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The steps of the transport over the loopback, whose system calls are in the times: compare them with an earlier run, not
 * with VPP's. Allocation is what JMH's profiler says per operation.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-Dio.netty.leakDetection.level=disabled"})
public class TransportBenchmark {

    private static final int TIMES = 1024;
    private static final int MANY = 64;
    private static final int PARTS = 8;
    private static final int KIB = 1024;

    /** For JMH. */
    public TransportBenchmark() {}

    /** One connection whose server sends back. */
    @State(Scope.Benchmark)
    public static class OneEcho extends Connections {
        /** For JMH. */
        public OneEcho() {
            super(1, true);
        }
    }

    /** Many such connections. */
    @State(Scope.Benchmark)
    public static class ManyEchoes extends Connections {
        /** For JMH. */
        public ManyEchoes() {
            super(MANY, true);
        }
    }

    /** One connection whose server only reads. */
    @State(Scope.Benchmark)
    public static class OneSink extends Connections {
        /** For JMH. */
        public OneSink() {
            super(1, false);
        }
    }

    /** Open while a benchmark runs. */
    public abstract static class Connections {

        private final int count;
        private final boolean echo;
        /** Set by {@link #open}. */
        Traffic traffic;

        @SuppressWarnings("NullAway.Init")
        Connections(int count, boolean echo) {
            this.count = count;
            this.echo = echo;
        }

        /** Opens them. */
        @Setup(Level.Trial)
        public void open() {
            traffic = new Traffic(count, echo);
        }

        /** Closes them. */
        @TearDown(Level.Trial)
        public void close() {
            traffic.close();
        }
    }

    /** There and back: two writes, two reads, and two iterations that drain one event each. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void roundTripWithDrainsOfOneEvent(OneEcho state) {
        state.traffic.roundTrips(TIMES);
    }

    /** The same where an iteration drains up to 64 events. */
    @Benchmark
    @OperationsPerInvocation(MANY * TIMES)
    public void roundTripWithDrainsOf64Events(ManyEchoes state) {
        state.traffic.roundTrips(TIMES);
    }

    /** One buffer, flushed, and read at the other end with others. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void write(OneSink state) {
        state.traffic.write(TIMES, 1, PARTS);
    }

    /** The same bytes in eight buffers at a time. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void gatheringWrite(OneSink state) {
        state.traffic.write(TIMES, PARTS, 1);
    }

    /** Reads of 1 KiB each, of what was written in pieces of 64. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void read(OneSink state) {
        state.traffic.write(TIMES / MANY, 1, MANY * KIB);
    }
}
