package dev.rollcall.standing;

import dev.rollcall.platform.Seal;
import dev.rollcall.standing.StandingPlan.Decision;
import dev.rollcall.standing.StandingPlan.Times;
import dev.rollcall.standing.Statuses.Changed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** What keepers have in common: who this replica is, the connectors, and the ways to the database. */
@ApplicationScoped
class KeeperTools {

    private static final Logger LOG = Logger.getLogger(KeeperTools.class);

    private final UUID owner = UUID.randomUUID();
    private final Leases leases;
    private final Statuses statuses;
    private final Connectors connectors;
    private final Seal seal;
    private final StandingConfig config;
    private final StandingMeters meters;
    private final StandingChannel channel;
    private final RandomGenerator random;
    private final Clock clock;
    private final Vertx vertx;
    private final StandingPlan plan;

    KeeperTools(
            Leases leases,
            Statuses statuses,
            Connectors connectors,
            Seal seal,
            StandingConfig config,
            StandingMeters meters,
            StandingChannel channel,
            RandomGenerator random,
            Clock clock,
            Vertx vertx) {
        this.leases = leases;
        this.statuses = statuses;
        this.connectors = connectors;
        this.seal = seal;
        this.config = config;
        this.meters = meters;
        this.channel = channel;
        this.random = random;
        this.clock = clock;
        this.vertx = vertx;
        this.plan = new StandingPlan(Times.of(config));
    }

    UUID owner() {
        return owner;
    }

    StandingConfig config() {
        return config;
    }

    Instant now() {
        return clock.instant();
    }

    LeaseGuard.Moment moment() {
        return LeaseGuard.now(clock, System::nanoTime);
    }

    /** @param asked before the lease was asked for */
    Keeper keeper(Claim claim, LeaseGuard.Moment asked) {
        return new Keeper(this, claim, new LeaseGuard(clock, System::nanoTime, config.lease(), asked));
    }

    Standing standing(Claim claim) {
        return claim.standing(ConnectionBackoff.Limits.connection(config), now());
    }

    Decision decide(Standing standing, Report report, Instant now) {
        return plan.decide(standing, report, now, random);
    }

    /** @throws CannotConnect when it cannot even be tried */
    Uni<Connection> open(Claim claim, Reports reports) {
        Connector connector = connectors
                .named(claim.connector())
                .orElseThrow(() -> new CannotConnect(
                        "unknown_connector", "This service has no connector " + claim.connector() + "."));
        meters.attempted(claim.connector());
        var settings = new ConnectionSettings(
                claim.category(), claim.name(), claim.baseUrl(), credentials(claim), claim.settings());
        return connector.open(new Assignment(claim.botId(), claim.generation(), settings, config.interval()), reports);
    }

    private JsonObject credentials(Claim claim) {
        if (claim.sealedCredentials() == null) {
            return new JsonObject();
        }
        try {
            return new JsonObject(seal.open(claim.sealedCredentials(), SealedCredentials.of(claim.botId())));
        } catch (Seal.BrokenException e) {
            throw new CannotConnect("credentials_unreadable", "The credentials cannot be opened; set them again.");
        }
    }

    /** What is not written because the bot is another's, or was changed, is found out by the next look at the row. */
    Uni<Void> write(Claim claim, Decision decision, Facts found, Instant now) {
        return statuses.write(owner, claim, decision, found, now)
                .chain(changed -> changed.map(change -> written(change, decision))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Void> written(Changed changed, Decision decision) {
        if (changed.from() == changed.to()) {
            return Uni.createFrom().voidItem();
        }
        LOG.infof(
                "standing=changed bot=%d from=%s to=%s code=%s",
                changed.botId(),
                changed.from(),
                changed.to(),
                decision.standing().code());
        meters.changed(changed);
        return channel.statusChanged(changed.botId());
    }

    Uni<Claim> read(Claim claim) {
        return leases.read(owner, claim);
    }

    Uni<Void> release(Claim claim) {
        return leases.release(owner, claim);
    }

    void after(Duration pause, Runnable work) {
        vertx.setTimer(Math.max(1, pause.toMillis()), timer -> work.run());
    }
}
