package dev.rollcall.pipeline;

import dev.rollcall.event.FeedNudges;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Rows;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * A meeting that is over gets its job at once; one whose replica died at that moment gets it from whoever looks next. A
 * mark tells up to where everybody has looked, so a look costs as much as has ended since.
 */
@ApplicationScoped
class MeetingEnds implements EffectHandler {

    private static final Logger LOG = Logger.getLogger(MeetingEnds.class);

    private static final int AT_ONCE = 200;

    /** An end is stamped a moment before it is committed; no transaction of ours lasts so long. */
    private static final String WITHOUT_JOB = """
            select m.id, m.user_id
            from meetings m
            join users u on u.id = m.user_id and u.post_meeting_since <= m.end_time
            where m.end_time >= $1::timestamptz - interval '1 minute'
              and m.status in ('completed', 'failed')
              and m.ever_active
              and m.redacted_key is null
              and not exists (
                  select
                  from post_meeting_jobs j
                  where j.meeting_id = m.id and (j.source = 'request' or j.updated_at >= m.end_time))
            order by m.end_time
            limit $2
            """;

    private final Pool pool;
    private final JobRequests requests;
    private final FeedNudges feed;
    private final PipelineConfig config;

    MeetingEnds(Pool pool, JobRequests requests, FeedNudges feed, PipelineConfig config) {
        this.pool = pool;
        this.requests = requests;
        this.feed = feed;
        this.config = config;
    }

    @Override
    public boolean concerns(TransitionRecord record) {
        return config.enabled()
                && record.statusChanged()
                && record.to().terminal()
                && record.state().everActive();
    }

    @Override
    public Uni<Void> handle(TransitionRecord record) {
        return begin(record.meetingId(), record.before().userId());
    }

    private Uni<Void> begin(long meetingId, long userId) {
        return requests.atEnd(meetingId, config.settle())
                .chain(made -> made ? feed.tell(userId) : Uni.createFrom().voidItem());
    }

    @Scheduled(
            identity = "pipeline-repair",
            every = "${rollcall.pipeline.repair-every:15s}",
            delayed = "5s",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> repair() {
        if (!config.enabled()) {
            return Uni.createFrom().voidItem();
        }
        return pool.query("select looked_until, clock_timestamp() as now from post_meeting_mark")
                .execute()
                .chain(rows -> look(rows.iterator().next()))
                .onFailure()
                .invoke(failure -> LOG.warnf("pipeline=repair error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> look(Row mark) {
        OffsetDateTime now = mark.getOffsetDateTime("now");
        return pool.preparedQuery(WITHOUT_JOB)
                .execute(Tuple.of(mark.getOffsetDateTime("looked_until"), AT_ONCE))
                .map(rows -> Rows.all(rows, row -> row))
                .call(this::begin)
                .chain(found -> found.size() < AT_ONCE
                        ? lookedUntil(now)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> begin(List<Row> meetings) {
        return Multi.createFrom()
                .iterable(meetings)
                .onItem()
                .transformToUniAndConcatenate(row -> begin(row.getLong("id"), row.getLong("user_id")))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> lookedUntil(OffsetDateTime now) {
        return pool.preparedQuery("update post_meeting_mark set looked_until = greatest(looked_until, $1)")
                .execute(Tuple.of(now))
                .replaceWithVoid();
    }
}
