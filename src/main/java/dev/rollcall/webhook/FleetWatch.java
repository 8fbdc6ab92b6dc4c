package dev.rollcall.webhook;

import dev.rollcall.platform.FleetAlert;
import dev.rollcall.platform.FleetAlert.Look;
import dev.rollcall.platform.FleetAlerts;
import dev.rollcall.platform.Printable;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Looks at every alert and writes each change down, together with the delivery that tells of it. What replicas see may
 * differ for a moment, and they all write the same row: it is so as soon as one sees it, and over when none has seen it
 * for a while.
 */
@ApplicationScoped
class FleetWatch {

    private static final Logger LOG = Logger.getLogger(FleetWatch.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static final String KNOW = "insert into fleet_alerts (name) values ($1) on conflict do nothing";

    private static final String NOTE = """
            with changed as (
                update fleet_alerts a
                set raised = $2, since = clock_timestamp(), seen_at = case when $2 then clock_timestamp() else a.seen_at end
                where a.name = $1
                  and a.raised <> $2
                  and ($2 or a.seen_at < clock_timestamp() - $5 * interval '1 millisecond')
                returning a.name, a.raised, a.since
            ), seen as (
                update fleet_alerts a
                set seen_at = clock_timestamp()
                where a.name = $1 and a.raised and $2
            ), made as (
                insert into webhook_deliveries (endpoint_id, event_id, event_type, payload)
                select p.id, i.id, 'fleet.' || $3::text,
                       jsonb_build_object(
                           'event_id', i.id,
                           'event_type', 'fleet.' || $3::text,
                           'api_version', '2026-03-01',
                           'created_at', t.since,
                           'sequence', null,
                           'data', jsonb_build_object(
                               'alert', $6::text, 'raised', c.raised, 'since', t.since, 'facts', $4::jsonb))
                from changed c
                join webhook_endpoints p on p.user_id is null
                cross join lateral (
                    select to_char(c.since at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as since) t
                cross join lateral (
                    select 'evt_' || left(encode(sha256(convert_to(
                        concat_ws('|', c.name, c.raised, t.since), 'UTF8')), 'hex'), 32) as id) i
                returning endpoint_id
            ), woken as (
                update webhook_endpoints p
                set due_at = least(p.due_at, greatest(clock_timestamp(), p.claimed_until, p.not_before))
                where p.paused_at is null and p.id in (select endpoint_id from made)
            )
            select name from changed
            """;

    private final Pool pool;
    private final Courier courier;
    private final List<FleetAlert> alerts;
    private final List<FleetAlerts> groups;
    private final DeliveryConfig config;

    FleetWatch(
            Pool pool,
            Courier courier,
            @All List<FleetAlert> alerts,
            @All List<FleetAlerts> groups,
            DeliveryConfig config) {
        this.pool = pool;
        this.courier = courier;
        this.alerts = alerts;
        this.groups = groups;
        this.config = config;
    }

    @Scheduled(identity = "fleet-watch", every = "10s", delayed = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> watch() {
        if (!config.enabled() || config.systemUrl().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().iterable(alerts),
                        Multi.createFrom()
                                .iterable(groups)
                                .onItem()
                                .transformToMultiAndConcatenate(FleetWatch::present))
                .onItem()
                .transformToUniAndConcatenate(this::watch)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static Multi<FleetAlert> present(FleetAlerts group) {
        return group.present()
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .onFailure()
                .recoverWithItem(List.of())
                .onItem()
                .transformToMulti(Multi.createFrom()::iterable);
    }

    /** Of what cannot be told nothing changes. */
    private Uni<Void> watch(FleetAlert alert) {
        return alert.look()
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .chain(look -> note(alert, look))
                .onFailure()
                .invoke(failure ->
                        LOG.debugf("alert=unknown name=%s error=%s", alert.name(), Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> note(FleetAlert alert, Look look) {
        Tuple parameters = Tuple.of(
                alert.key(),
                look.raised(),
                look.raised() ? alert.name() : alert.nameOfEnd(),
                new JsonObject(look.facts()),
                config.alertCalm().toMillis(),
                alert.name());
        return pool.preparedQuery(KNOW)
                .execute(Tuple.of(alert.key()))
                .chain(() -> pool.preparedQuery(NOTE).execute(parameters))
                .invoke(changed -> {
                    if (changed.size() > 0) {
                        LOG.warnf("alert=%s raised=%s facts=%s", alert.key(), look.raised(), look.facts());
                        courier.look();
                    }
                })
                .replaceWithVoid();
    }
}
