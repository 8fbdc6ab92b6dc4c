package dev.rollcall.webhook;

import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Rounds;
import dev.rollcall.platform.Rows;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Turns what is new in the feeds of users into deliveries: a moment after a commit here, and every second for what other
 * replicas committed or left. Any number of replicas may: each cursor is locked while it moves.
 */
@ApplicationScoped
class FanOut implements EffectHandler {

    private static final Logger LOG = Logger.getLogger(FanOut.class);

    private static final int PAGE = 100;
    private static final int USERS = 200;
    private static final int AT_ONCE = 4;

    private final Pool pool;
    private final Courier courier;
    private final DeliveryConfig config;
    private final Set<Long> due = ConcurrentHashMap.newKeySet();
    private final Rounds rounds;

    FanOut(Pool pool, Courier courier, DeliveryConfig config) {
        this.pool = pool;
        this.courier = courier;
        this.config = config;
        this.rounds = Rounds.of("webhook-fan-out", this::round);
    }

    @Override
    public boolean concerns(TransitionRecord record) {
        return config.enabled() && record.sequence() != null;
    }

    /** Only marks the user: a burst of commits becomes one round. */
    @Override
    public Uni<Void> handle(TransitionRecord record) {
        due.add(record.before().userId());
        rounds.ask();
        return Uni.createFrom().voidItem();
    }

    /** For everybody: what was committed elsewhere, or was left by a replica that died. */
    @Scheduled(identity = "webhook-fan-out", every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return config.enabled()
                ? quietly(usersWithNews(null).chain(this::fanOut))
                : Uni.createFrom().voidItem();
    }

    void stop(@Observes ShutdownEvent event) {
        rounds.stop();
    }

    private Uni<Void> round() {
        Set<Long> users = new HashSet<>(due);
        due.removeAll(users);
        return users.isEmpty()
                ? Uni.createFrom().voidItem()
                : usersWithNews(users.toArray(Long[]::new)).chain(this::fanOut);
    }

    /** What fails here is done by the next look. */
    private static Uni<Void> quietly(Uni<Void> work) {
        return work.onFailure()
                .invoke(failure -> LOG.warnf("webhook=fan-out error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    /** Of these, or of all: whose feed has gone on since. */
    private Uni<List<Long>> usersWithNews(Long[] among) {
        return pool.preparedQuery("""
                        select w.user_id
                        from webhook_cursors w
                        join event_counters c on c.user_id = w.user_id
                        where c.seq > w.seq and ($1::bigint[] is null or w.user_id = any ($1))
                        limit $2
                        """)
                .execute(Tuple.of(among, USERS))
                .map(rows -> Rows.all(rows, row -> row.getLong("user_id")));
    }

    /** One who cannot be served, as behind a lock, does not hold up the others. */
    private Uni<Void> fanOut(List<Long> users) {
        return Multi.createFrom()
                .iterable(users)
                .onItem()
                .transformToUni(user -> quietly(fanOut(user)))
                .merge(AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Everything that is new for this user, a page at a time. */
    Uni<Void> fanOut(long userId) {
        return pool.preparedQuery(FanOutStatement.SQL)
                .execute(Tuple.of(userId, PAGE, config.defaultEvents().toArray(String[]::new)))
                .map(rows -> rows.iterator().next())
                .invoke(this::tell)
                .chain(done -> done.getLong("events") == PAGE
                        ? fanOut(userId)
                        : Uni.createFrom().voidItem());
    }

    private void tell(Row done) {
        if (done.getLong("deliveries") > 0) {
            courier.look();
        }
    }

    /** Users whose address came in another way than by the settings: a change of their data by an admin. */
    @Scheduled(
            identity = "webhook-adoption",
            every = "10s",
            delayed = "5s",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> adopt() {
        return quietly(pool.preparedQuery("""
                        with missing as (
                            select u.id, coalesce(c.seq, 0) as seq
                            from users u
                            left join event_counters c on c.user_id = u.id
                            where coalesce(u.webhook_url, u.data ->> 'webhook_url') is not null
                              and not exists (
                                  select from webhook_endpoints p where p.user_id = u.id and p.meeting_id is null)
                            limit $1
                        ), cursors as (
                            insert into webhook_cursors (user_id, seq)
                            select id, seq from missing
                            on conflict do nothing
                        )
                        insert into webhook_endpoints (user_id, since_seq)
                        select id, seq from missing
                        on conflict do nothing
                        """).execute(Tuple.of(USERS)).replaceWithVoid());
    }
}
