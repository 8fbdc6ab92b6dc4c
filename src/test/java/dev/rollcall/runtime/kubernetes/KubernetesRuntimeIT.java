package dev.rollcall.runtime.kubernetes;

import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.BotRuntimeConformance;
import dev.rollcall.runtime.Workload;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The conformance suite with pods, by the rights of the service's own Role. */
class KubernetesRuntimeIT extends BotRuntimeConformance {

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected BotRuntime runtime(String script) {
        return new KubernetesRuntime(cluster.settings(script, ""), cluster.service(), Clock.systemUTC());
    }

    @Override
    protected void untilReady(BotRuntime runtime, Workload workload) {
        await().atMost(patience())
                .until(() -> cluster.kubelet().output(workload.handle()).contains("ready"));
    }

    @Override
    protected void untilUp(Workload workload) {
        await().atMost(patience())
                .until(() -> cluster.kubelet().output(workload.handle()).contains("up"));
    }

    @Override
    protected Duration patience() {
        return Duration.ofSeconds(40);
    }

    /** Null: deleted before it had a node. */
    @Override
    protected List<Integer> exitCodesOfAnEarlyEnd() {
        return new ArrayList<>(Arrays.asList(143, null));
    }
}
