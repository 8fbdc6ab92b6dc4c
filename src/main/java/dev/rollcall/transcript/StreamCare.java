package dev.rollcall.transcript;

import dev.rollcall.platform.Printable;
import dev.rollcall.transcript.SegmentStream.Group;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Keeps the stream short: what everybody has stored goes, and so do old dead letters and readers that are gone. */
@ApplicationScoped
class StreamCare {

    private static final Logger LOG = Logger.getLogger(StreamCare.class);

    /** A living reader asks every second; one that is idle for so long, with nothing in hand, is gone. */
    private static final Duration GONE = Duration.ofDays(1);

    private final SegmentStream stream;
    private final DeadLetters deadLetters;
    private final TranscriptConfig config;
    private final Clock clock;

    StreamCare(SegmentStream stream, DeadLetters deadLetters, TranscriptConfig config, Clock clock) {
        this.stream = stream;
        this.deadLetters = deadLetters;
        this.config = config;
        this.clock = clock;
    }

    /** What fails is done the next time; that Redis is down others say. */
    @Scheduled(identity = "transcript-stream", every = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return config.enabled()
                ? care().onFailure()
                        .invoke(failure -> LOG.debugf("transcripts=untidy error=%s", Printable.of(failure.toString())))
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    Uni<Void> care() {
        return dropRemoved()
                .chain(() -> config.trim() ? trim() : Uni.createFrom().voidItem())
                .chain(deadLetters::removeOld)
                .chain(() -> stream.forgetConsumers(config.stream(), config.group(), GONE));
    }

    /** A message that others removed before it was acknowledged would hold the stream for ever. */
    private Uni<Void> dropRemoved() {
        return stream.oldestPending(config.stream(), config.group())
                .chain(oldest -> oldest.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : stream.range(config.stream(), oldest.get().toString(), 1)
                                .chain(there -> there.containsKey(oldest.get())
                                        ? Uni.createFrom().voidItem()
                                        : stream.acknowledge(config.stream(), config.group(), List.of(oldest.get()))));
    }

    private Uni<Void> trim() {
        return stream.groups(config.stream())
                .map(groups -> before(
                        groups, config.group(), StreamId.at(clock.instant().minus(config.waitForOthers()))))
                .chain(before -> before.isPresent()
                        ? stream.trim(config.stream(), before.get())
                        : Uni.createFrom().voidItem());
    }

    /**
     * Up to where nobody needs the stream any more. Other groups are waited for, but not for what is older than that.
     *
     * @param patience messages before it need not be kept for others
     */
    static Optional<StreamId> before(List<Group> groups, String ours, StreamId patience) {
        Optional<StreamId> own = groups.stream()
                .filter(group -> group.name().equals(ours))
                .map(Group::needs)
                .findFirst();
        Optional<StreamId> others = groups.stream()
                .filter(group -> !group.name().equals(ours))
                .map(group -> later(group.needs(), patience))
                .min(StreamId::compareTo);
        return own.map(id -> others.filter(other -> other.compareTo(id) < 0).orElse(id));
    }

    private static StreamId later(StreamId one, StreamId other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
