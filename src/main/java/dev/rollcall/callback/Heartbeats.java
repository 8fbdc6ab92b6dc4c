package dev.rollcall.callback;

import dev.rollcall.command.Commands;
import dev.rollcall.platform.GroupCommit;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Writes heartbeats, all together that arrive while others are being written ({@link GroupCommit}). */
@ApplicationScoped
class Heartbeats {

    private static final int LARGEST_GROUP = 500;

    private final Pool pool;
    private final Commands commands;
    private final HeartbeatMeters meters;
    private final GroupCommit<Beat, Optional<BeatAnswer>> groups;

    Heartbeats(Pool pool, Commands commands, HeartbeatMeters meters) {
        this.pool = pool;
        this.commands = commands;
        this.meters = meters;
        this.groups = new GroupCommit<>(LARGEST_GROUP, this::refusal, this::beatTogether, this::beatAlone);
    }

    /** The answer once the heartbeat is durable; empty for an unknown connection. */
    Uni<Optional<BeatAnswer>> beat(Beat beat) {
        return groups.write(beat);
    }

    private Problem refusal() {
        meters.refused();
        return Problem.unavailable("Too many heartbeats are waiting; try again.");
    }

    /** Rows that somebody else holds are left out, so that one bot cannot hold up the others. */
    private Uni<Map<Beat, Optional<BeatAnswer>>> beatTogether(List<Beat> beats) {
        return execute(HeartbeatStatement.SKIPPING, newest(beats))
                .map(answers -> answers(beats, answers))
                .invoke(answers -> meters.batch(answers.size()));
    }

    private static Map<Beat, Optional<BeatAnswer>> answers(List<Beat> beats, Map<Beat.Sender, BeatAnswer> bySender) {
        Map<Beat, Optional<BeatAnswer>> answers = new HashMap<>();
        for (Beat beat : beats) {
            BeatAnswer answer = bySender.get(beat.sender());
            if (answer == null || !answer.busy()) {
                answers.put(beat, Optional.ofNullable(answer));
            }
        }
        return answers;
    }

    private Uni<Optional<BeatAnswer>> beatAlone(Beat beat) {
        meters.batch(1);
        return execute(HeartbeatStatement.WAITING, List.of(beat))
                .map(answers -> Optional.ofNullable(answers.get(beat.sender())));
    }

    /** The newest of each sender; what it does not tell is what the one before it told. */
    private static Collection<Beat> newest(List<Beat> beats) {
        Map<Beat.Sender, Beat> newest = new LinkedHashMap<>();
        beats.forEach(beat -> newest.merge(beat.sender(), beat, Beat::followedBy));
        return newest.values();
    }

    private Uni<Map<Beat.Sender, BeatAnswer>> execute(String sql, Collection<Beat> beats) {
        return pool.preparedQuery(sql)
                .execute(HeartbeatStatement.parameters(beats))
                .map(HeartbeatStatement::answers)
                .chain(this::withCommands);
    }

    /** Few have any, so that the statement of all heartbeats only looks whether there are some. */
    private Uni<Map<Beat.Sender, BeatAnswer>> withCommands(Map<Beat.Sender, BeatAnswer> answers) {
        Map<UUID, Long> commanded = new HashMap<>();
        answers.forEach((sender, answer) -> {
            if (answer.commanded()) {
                commanded.put(sender.connectionId(), answer.meetingId());
            }
        });
        return commanded.isEmpty()
                ? Uni.createFrom().item(answers)
                : commands.deliver(commanded).map(delivered -> {
                    answers.replaceAll((sender, answer) -> answer.commanded()
                            ? answer.with(delivered.getOrDefault(sender.connectionId(), List.of()))
                            : answer);
                    return answers;
                });
    }
}
