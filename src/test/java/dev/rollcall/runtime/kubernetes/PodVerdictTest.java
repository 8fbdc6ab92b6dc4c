package dev.rollcall.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.runtime.kubernetes.PodVerdict.Over;
import dev.rollcall.runtime.kubernetes.PodVerdict.Running;
import dev.rollcall.runtime.kubernetes.PodVerdict.Unclear;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodVerdictTest {

    private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration BOUND = Duration.ofMinutes(4);
    private static final Instant SOON = CREATED.plusSeconds(10);
    private static final Instant LATE = CREATED.plus(BOUND).plusSeconds(1);

    @Test
    void a_pod_that_nobody_has_looked_at_yet_is_about_to_run() {
        assertThat(verdict(
                        new PodBuilder(pod(status -> status)).withStatus(null).build(), LATE))
                .isEqualTo(new Running());
    }

    @ParameterizedTest
    @CsvSource({
        "0, Completed, Exited",
        "42, Error, Exited",
        "137, Error, Killed",
        "143, Error, Killed",
        "255, Error, Exited",
        "137, OOMKilled, OOMKilled",
        "128, StartError, StartError",
        "128, ContainerCannotRun, ContainerCannotRun"
    })
    void an_end_has_its_exit_code_and_a_word(int code, String said, String reason) {
        Pod pod = pod(status -> status.withPhase(code == 0 ? "Succeeded" : "Failed")
                .withContainerStatuses(terminated(code, said).build()));

        assertThat(verdict(pod, SOON)).isEqualTo(new Over(code, reason, null, null, "bot"));
    }

    @Test
    void a_bot_has_ended_though_another_container_of_its_pod_goes_on() {
        Pod pod = pod(status -> status.withPhase("Running")
                .withContainerStatuses(
                        running("recorder").build(), terminated(3, "Error").build()));

        assertThat(verdict(pod, SOON)).isEqualTo(new Over(3, "Exited", null, null, "bot"));
    }

    @Test
    void another_container_that_has_ended_is_not_the_bot() {
        Pod pod = pod(status -> status.withPhase("Running")
                .withContainerStatuses(
                        terminated(0, "Completed").withName("recorder").build(),
                        running("bot").build()));

        assertThat(verdict(pod, SOON)).isEqualTo(new Running());
    }

    @Test
    void the_exit_code_is_not_known_when_the_kubelet_does_not_know_it() {
        Pod pod = pod(status -> status.withPhase("Failed")
                .withContainerStatuses(terminated(137, "ContainerStatusUnknown").build()));

        assertThat(verdict(pod, SOON)).isEqualTo(new Over(null, "ContainerStatusUnknown", null, null, "bot"));
    }

    @Test
    void a_signal_counts_where_the_exit_code_says_nothing() {
        Pod pod = pod(status -> status.withPhase("Failed")
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("bot")
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(0)
                        .withSignal(9)
                        .withReason("Error")
                        .endTerminated()
                        .endState()
                        .build()));

        assertThat(verdict(pod, SOON)).isEqualTo(new Over(137, "Killed", null, null, "bot"));
    }

    @Test
    void an_eviction_without_a_container_is_an_end() {
        Pod pod = pod(status -> status.withPhase("Failed").withReason("Evicted").withMessage("low on memory"));

        assertThat(verdict(pod, SOON)).isEqualTo(new Over(null, "Evicted", "low on memory", null, null));
    }

    @Test
    void the_pods_own_reason_says_more_than_its_containers() {
        Pod pod = pod(status -> status.withPhase("Failed")
                .withReason("DeadlineExceeded")
                .withContainerStatuses(terminated(143, "Error").build()));

        assertThat(verdict(pod, SOON)).isEqualTo(new Over(143, "DeadlineExceeded", null, null, "bot"));
    }

    @Test
    void a_disruption_says_who_it_was() {
        Pod pod = pod(status -> status.withPhase("Failed")
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .withReason("PreemptionByScheduler")
                .endCondition()
                .withContainerStatuses(terminated(143, "Error").build()));

        assertThat(verdict(pod, SOON)).isEqualTo(new Over(143, "PreemptionByScheduler", null, null, "bot"));
    }

    @Test
    void a_pod_on_a_lost_node_is_unclear_whatever_its_phase() {
        Pod byReason = pod(status -> status.withPhase("Running").withReason("NodeLost"));
        Pod byPhase = pod(status -> status.withPhase("Unknown"));

        assertThat(verdict(byReason, LATE)).isInstanceOf(Unclear.class);
        assertThat(verdict(byPhase, LATE)).isInstanceOf(Unclear.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ErrImagePull", "ImagePullBackOff", "CreateContainerConfigError", "CreateContainerError"})
    void what_may_still_come_is_an_end_only_after_the_bound(String reason) {
        Pod pod = waiting(reason);

        assertThat(verdict(pod, SOON)).isEqualTo(new Running());
        assertThat(verdict(pod, LATE)).isEqualTo(new Over(null, reason, "because", null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidImageName", "ErrImageNeverPull"})
    void what_cannot_come_is_an_end_at_once(String reason) {
        assertThat(verdict(waiting(reason), SOON)).isEqualTo(new Over(null, reason, "because", null, null));
    }

    @Test
    void a_container_that_is_being_created_is_waited_for() {
        assertThat(verdict(waiting("ContainerCreating"), LATE)).isEqualTo(new Running());
    }

    @Test
    void a_pod_that_fits_nowhere_is_an_end_after_the_bound() {
        Pod pod = pod(status -> status.withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage("no room")
                .endCondition());

        assertThat(verdict(pod, SOON)).isEqualTo(new Running());
        assertThat(verdict(pod, LATE)).isEqualTo(new Over(null, "Unschedulable", "no room", null, null));
    }

    @Test
    void a_deleted_pod_runs_until_its_node_says_that_it_does_not() {
        Pod leaving = deleted(SOON.plusSeconds(60), 60);
        Pod left = deleted(SOON, 0);

        assertThat(verdict(leaving, SOON)).isEqualTo(new Running());
        assertThat(verdict(left, SOON)).isEqualTo(new Over(null, "Deleted", null, null, null));
    }

    @Test
    void a_deleted_pod_whose_node_says_nothing_is_unclear() {
        Instant last = SOON.plusSeconds(60);

        assertThat(verdict(deleted(last, 60), last.plus(PodVerdict.NODE_PATIENCE)))
                .isEqualTo(new Running());
        assertThat(verdict(
                        deleted(last, 60), last.plus(PodVerdict.NODE_PATIENCE).plusSeconds(1)))
                .isInstanceOf(Unclear.class);
    }

    private static PodVerdict verdict(Pod pod, Instant now) {
        return PodVerdict.of(pod, now, BOUND);
    }

    private static Pod waiting(String reason) {
        return pod(status -> status.withPhase("Pending")
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("bot")
                        .withNewState()
                        .withNewWaiting("because", reason)
                        .endState()
                        .build()));
    }

    private static Pod deleted(Instant last, long grace) {
        return new PodBuilder(pod(status -> status.withPhase("Running")
                        .withContainerStatuses(running("bot").build())))
                .editMetadata()
                .withDeletionTimestamp(last.toString())
                .withDeletionGracePeriodSeconds(grace)
                .endMetadata()
                .build();
    }

    private static ContainerStatusBuilder running(String name) {
        return new ContainerStatusBuilder()
                .withName(name)
                .withNewState()
                .withNewRunning(CREATED.toString())
                .endState();
    }

    private static ContainerStatusBuilder terminated(int code, String reason) {
        return new ContainerStatusBuilder()
                .withName("bot")
                .withNewState()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .endTerminated()
                .endState();
    }

    private static Pod pod(UnaryOperator<PodStatusBuilder> status) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("rollcall-bot-1-1")
                .withCreationTimestamp(CREATED.toString())
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("recorder")
                .endContainer()
                .addNewContainer()
                .withName("bot")
                .endContainer()
                .endSpec()
                .withStatus(status.apply(new PodStatusBuilder()).build())
                .build();
    }
}
