/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Vppcom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A thread that is to be a VCL worker, driven step by step by a test. */
final class WorkerThread implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 30;

    private final ExecutorService executor;

    WorkerThread(String name) {
        executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs a step on the thread, and throws what it throws. */
    <T> T call(Callable<T> step) {
        try {
            return start(step).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    void run(Runnable step) {
        call(Executors.callable(step));
    }

    <T> Future<T> start(Callable<T> step) {
        return executor.submit(step);
    }

    int register(Vppcom vppcom) {
        return call(vppcom::workerRegister);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
