/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LifetimeTests {

    private static final long LONG = TimeUnit.SECONDS.toNanos(30);
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);

    private final AtomicBoolean workersHaveEnded = new AtomicBoolean(true);
    private final AtomicInteger ends = new AtomicInteger();
    private final Lifetime lifetime = new Lifetime(workersHaveEnded::get, ends::incrementAndGet);

    @Test
    void theLastReleaseEndsItOnce() {
        assertThat(lifetime.claim()).isTrue();
        lifetime.release();
        assertThat(lifetime.awaitEnd(SHORT)).isFalse();
        lifetime.release();
        lifetime.release();
        lifetime.releaseAll();
        assertThat(lifetime.awaitEnd(LONG)).isTrue();
        assertThat(ends).hasValue(1);
        assertThat(lifetime.claim()).isFalse();
        assertThat(lifetime.registrationBegins()).isFalse();
    }

    @Test
    void aRegistrationKeepsItAlive() {
        assertThat(lifetime.registrationBegins()).isTrue();
        lifetime.releaseAll();
        assertThat(lifetime.awaitEnd(SHORT)).isFalse();
        lifetime.registrationEnds();
        assertThat(lifetime.awaitEnd(LONG)).isTrue();
    }

    @Test
    void aWorkerWhoseThreadDiesWithoutStoppingItIsFound() {
        workersHaveEnded.set(false);
        lifetime.releaseAll();
        CompletableFuture<Boolean> ended = CompletableFuture.supplyAsync(() -> lifetime.awaitEnd(LONG));
        assertThat(ended).isNotDone();
        workersHaveEnded.set(true);
        assertThat(ended.join()).isTrue();
    }

    @Test
    void anInterruptDoesNotEndTheWaitAndIsKept() {
        workersHaveEnded.set(false);
        lifetime.releaseAll();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            ended.complete(lifetime.awaitEnd(LONG));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        waiting.start();
        waiting.interrupt();
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        assertThat(ended).isNotDone();
        workersHaveEnded.set(true);
        assertThat(ended.join()).isTrue();
        assertThat(flag.join()).isTrue();
    }

    @Test
    void anEndThatHangsDelaysNobodyElse() {
        CountDownLatch hangs = new CountDownLatch(1);
        Lifetime hanging = new Lifetime(() -> true, () -> awaitQuietly(hangs));
        Thread releasing = new Thread(hanging::release);
        releasing.start();
        await().until(() -> releasing.getState() == Thread.State.WAITING);
        assertThat(hanging.claim()).isFalse();
        assertThat(hanging.awaitEnd(SHORT)).isFalse();
        hangs.countDown();
        assertThat(hanging.awaitEnd(LONG)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
