package dev.rollcall.standing;

import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Which replica keeps which bot, by the database's clock. Every taking has a generation of its own, so that whoever wakes up
 * with an older one can neither renew nor write.
 */
@ApplicationScoped
class Leases {

    /** What a replica holds, as the database has it now; gone is what it does not hold any more. */
    record Held(long botId, long generation, long revision, boolean wanted) {}

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** Not stopped, paused or switched off by an operator. */
    static final String WANTED = """
            (b.is_active and b.stopped_at is null and (b.paused_until is null or b.paused_until <= clock_timestamp()))""";

    private final Pool pool;
    private final StandingConfig config;

    Leases(Pool pool, StandingConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Who waits stays confirmed while it changes hands. */
    Uni<List<Claim>> claim(UUID owner, int most) {
        return pool.preparedQuery("""
                        update standing_bots b
                        set owner        = $1,
                            generation   = b.generation + 1,
                            lease_until  = clock_timestamp() + $2 * interval '1 millisecond',
                            status_until = case
                                when b.status in (2, 3) and b.status_until > clock_timestamp()
                                then clock_timestamp() + $4 * interval '1 millisecond'
                                else b.status_until
                            end
                        from (
                            select b.id
                            from standing_bots b
                            where b.lease_until <= clock_timestamp() and %s
                            order by b.lease_until
                            limit $3
                            for update skip locked) due
                        where b.id = due.id
                        returning %s
                        """.formatted(WANTED, Claim.COLUMNS))
                .execute(Tuple.of(owner, config.lease().toMillis(), most, holds()))
                .map(rows -> Rows.all(rows, Claim::of))
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    /** Renews all that are still held, in one statement, which waits for whoever writes one of them; who waits to be tried again is confirmed along with it. */
    Uni<List<Held>> renew(UUID owner, Collection<Claim> held) {
        return pool.preparedQuery("""
                        update standing_bots b
                        set lease_until  = clock_timestamp() + $4 * interval '1 millisecond',
                            status_until = case
                                when b.status in (2, 3) and b.next_attempt_at is not null
                                then clock_timestamp() + $5 * interval '1 millisecond'
                                else b.status_until
                            end
                        from (
                            select b.id
                            from standing_bots b
                            join unnest($2::bigint[], $3::bigint[]) h (id, generation) using (id, generation)
                            where b.owner = $1 and b.lease_until > clock_timestamp()
                            order by b.id
                            for update of b) mine
                        where b.id = mine.id
                        returning b.id, b.generation, b.revision, %s as wanted
                        """.formatted(WANTED))
                .execute(Tuple.of(
                        owner, ids(held), generations(held), config.lease().toMillis(), holds()))
                .map(rows -> Rows.all(rows, Leases::held))
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    /** What of these is still held, and with which wishes of operators. */
    Uni<List<Held>> look(UUID owner, Collection<Claim> held) {
        return pool.preparedQuery("""
                        select b.id, b.generation, b.revision, %s as wanted
                        from standing_bots b
                        join unnest($2::bigint[], $3::bigint[]) h (id, generation) using (id, generation)
                        where b.owner = $1 and b.lease_until > clock_timestamp()
                        """.formatted(WANTED))
                .execute(Tuple.of(owner, ids(held), generations(held)))
                .map(rows -> Rows.all(rows, Leases::held))
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    /** Of one that is still held: what it is to be connected with now. Null when it is not held any more. */
    Uni<Claim> read(UUID owner, Claim claim) {
        return pool.preparedQuery("""
                        select %s
                        from standing_bots b
                        where b.id = $1 and b.owner = $2 and b.generation = $3 and b.lease_until > clock_timestamp()
                        """.formatted(Claim.COLUMNS))
                .execute(Tuple.of(claim.botId(), owner, claim.generation()))
                .map(rows -> Rows.first(rows, Claim::of).orElse(null))
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    /** Gives it back, so that another may take it at once. */
    Uni<Void> release(UUID owner, Claim claim) {
        return pool.preparedQuery("""
                        update standing_bots
                        set owner = null, lease_until = clock_timestamp()
                        where id = $1 and owner = $2 and generation = $3
                        """)
                .execute(Tuple.of(claim.botId(), owner, claim.generation()))
                .replaceWithVoid()
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    /** How long a status holds: two intervals. */
    private long holds() {
        return 2 * config.interval().toMillis();
    }

    private static Long[] ids(Collection<Claim> held) {
        return held.stream().map(Claim::botId).toArray(Long[]::new);
    }

    private static Long[] generations(Collection<Claim> held) {
        return held.stream().map(Claim::generation).toArray(Long[]::new);
    }

    private static Held held(Row row) {
        return new Held(
                row.getLong("id"), row.getLong("generation"), row.getLong("revision"), row.getBoolean("wanted"));
    }
}
