package dev.rollcall.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many callers at the same moment, each in a thread of its own. */
public final class AtOnce {

    private static final long PATIENCE_SECONDS = 60;

    private AtOnce() {}

    /** What every caller got, by the caller's number from 0. */
    public static <T> List<T> times(int callers, IntFunction<T> call) {
        return all(IntStream.range(0, callers)
                .<Callable<T>>mapToObj(number -> () -> call.apply(number))
                .toList());
    }

    /** Starts all calls when all threads are there, and waits for all answers. */
    public static <T> List<T> all(List<Callable<T>> calls) {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            CountDownLatch all = new CountDownLatch(calls.size());
            List<Future<T>> answers = new ArrayList<>();
            for (Callable<T> call : calls) {
                answers.add(threads.submit(() -> {
                    all.countDown();
                    all.await();
                    return call.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> answer : answers) {
                results.add(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } catch (Exception e) {
            throw new AssertionError("a call failed", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
