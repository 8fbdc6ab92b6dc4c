package dev.rollcall.fleet;

import static dev.rollcall.platform.Timestamps.instant;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What the whole fleet did in the last 24 hours. The query reads every step of a day, found by the block range index on
 * their time: a third of a second where a million lie in a month. So this replica asks once a minute at most, however many look.
 */
@ApplicationScoped
public class FleetActivity {

    private static final Duration GOOD_FOR = Duration.ofMinutes(1);

    /**
     * Half an hour.
     *
     * @param starts bots that were asked for
     * @param failures meetings that failed
     * @param secondsToActive from the order to the meeting, the median of the bots that got in; null when none did
     */
    public record HalfHour(Instant begin, long starts, long failures, Double secondsToActive) {

        private static HalfHour of(Row row) {
            return new HalfHour(
                    instant(row, "begin"),
                    row.getLong("starts"),
                    row.getLong("failures"),
                    row.getDouble("seconds_to_active"));
        }
    }

    /** @param secondsToActive the median of the whole day; null when nobody got in */
    public record Day(List<HalfHour> halfHours, Double secondsToActive) {

        public long starts() {
            return halfHours.stream().mapToLong(HalfHour::starts).sum();
        }

        public long failures() {
            return halfHours.stream().mapToLong(HalfHour::failures).sum();
        }
    }

    private record Known(Day day, Instant until) {}

    private final Pool pool;
    private final Clock clock;
    private volatile Known known;

    FleetActivity(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** A minute old at most; 48 half hours, the oldest first. */
    public Uni<Day> lastDay() {
        Known last = known;
        Instant now = clock.instant();
        if (last != null && last.until().isAfter(now)) {
            return Uni.createFrom().item(last.day());
        }
        if (last != null) {
            known = new Known(last.day(), now.plus(GOOD_FOR)); // whoever asks meanwhile takes the last one
        }
        return read().invoke(day -> known = new Known(day, now.plus(GOOD_FOR)));
    }

    Uni<Day> read() {
        return pool.query("""
                        with step as (
                            select date_bin('30 minutes', t.at, 'epoch') as begin, t.to_status,
                                   extract(epoch from t.at - m.requested_at) as seconds
                            from status_transitions t
                            left join meetings m on m.id = t.meeting_id and t.to_status = 'active'
                            where t.at >= date_bin('30 minutes', now(), 'epoch') - interval '23 hours 30 minutes'
                              and t.kind = 'transition'
                              and t.to_status in ('requested', 'active', 'failed')
                        ), seen as (
                            select begin,
                                   count(*) filter (where to_status = 'requested') as starts,
                                   count(*) filter (where to_status = 'failed') as failures,
                                   percentile_cont(0.5) within group (order by seconds)
                                       filter (where seconds >= 0) as seconds_to_active
                            from step
                            group by begin
                        )
                        select slot.begin, coalesce(s.starts, 0) as starts, coalesce(s.failures, 0) as failures,
                               s.seconds_to_active,
                               (select percentile_cont(0.5) within group (order by seconds)
                                from step
                                where seconds >= 0) as day_to_active
                        from generate_series(
                                 date_bin('30 minutes', now(), 'epoch') - interval '23 hours 30 minutes',
                                 date_bin('30 minutes', now(), 'epoch'),
                                 interval '30 minutes') as slot (begin)
                        left join seen s on s.begin = slot.begin
                        order by slot.begin
                        limit 48
                        """)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                .map(rows -> new Day(
                        rows.stream().map(HalfHour::of).toList(), rows.get(0).getDouble("day_to_active")));
    }
}
