package dev.rollcall.sweep;

import static dev.rollcall.sweep.Stage.bean;

import java.time.Duration;

/** The configuration of the service, with {@code dry-run} on. */
record DryRun(SweepConfig config) implements SweepConfig {

    static Sweeper sweeper() {
        return new Sweeper(
                new DryRun(bean(SweepConfig.class)),
                bean(SweepState.class),
                bean(SweepQueries.class),
                bean(Fleet.class),
                bean(Planning.class),
                bean(Ends.class),
                bean(Cleanup.class));
    }

    @Override
    public boolean dryRun() {
        return true;
    }

    @Override
    public Duration every() {
        return config.every();
    }

    @Override
    public int batch() {
        return config.batch();
    }

    @Override
    public int concurrency() {
        return config.concurrency();
    }

    @Override
    public Duration unknownWindow() {
        return config.unknownWindow();
    }

    @Override
    public Duration runtimeTimeout() {
        return config.runtimeTimeout();
    }

    @Override
    public double breakerShare() {
        return config.breakerShare();
    }

    @Override
    public int breakerMinimum() {
        return config.breakerMinimum();
    }

    @Override
    public Duration breakerRelease() {
        return config.breakerRelease();
    }

    @Override
    public Duration cleanupFor() {
        return config.cleanupFor();
    }
}
