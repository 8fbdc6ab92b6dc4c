package dev.rollcall.sweep;

import static dev.rollcall.sweep.Stage.bean;

import dev.rollcall.launch.StrayWorkloads;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.tracing.Tracing;
import dev.rollcall.transition.Transitions;
import io.vertx.mutiny.sqlclient.Pool;
import java.lang.reflect.Proxy;

/** The service's sweeper with one setting changed, without another start of the service. */
final class ChangedConfig {

    private ChangedConfig() {}

    static SweepConfig with(String setting, Object value) {
        SweepConfig ours = bean(SweepConfig.class);
        return (SweepConfig) Proxy.newProxyInstance(
                SweepConfig.class.getClassLoader(),
                new Class<?>[] {SweepConfig.class},
                (proxy, method, arguments) ->
                        method.getName().equals(setting) ? value : method.invoke(ours, arguments));
    }

    static Sweeper sweeper(SweepConfig config) {
        return sweeper(config, Stage.runtime());
    }

    static Sweeper sweeper(SweepConfig config, BotRuntime runtime) {
        Cleanup cleanup = new Cleanup(bean(Pool.class), runtime, config);
        StrayWorkloads strays = bean(StrayWorkloads.class);
        Removal removal = new Removal(cleanup, strays);
        Fleet fleet = new Fleet(
                runtime, bean(Transitions.class), cleanup, removal, strays, bean(KnownWorkloads.class), config);
        Planning planning = new Planning(config, bean(SweepQueries.class), fleet, bean(Transitions.class));
        return new Sweeper(
                config,
                bean(SweepState.class),
                bean(SweepQueries.class),
                fleet,
                planning,
                new Ends(bean(Pool.class), bean(Transitions.class), config),
                cleanup,
                strays,
                new DryRun(bean(SweepState.class), config, fleet, planning, cleanup),
                bean(SweepMeters.class),
                bean(Tracing.class));
    }
}
