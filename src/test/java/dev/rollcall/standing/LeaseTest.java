package dev.rollcall.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import dev.rollcall.standing.StandingPlan.Decision;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may keep a bot, and who may write of it. */
@QuarkusTest
class LeaseTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Inject
    Leases leases;

    @Inject
    Statuses statuses;

    private final List<Long> made = new ArrayList<>();

    @AfterEach
    void remove() {
        made.forEach(id -> Database.run("delete from standing_bots where id = $1", id));
    }

    /** Kept by somebody else, so that the service under test leaves it alone. */
    private long kept(UUID owner) {
        long id = Database.number("""
                insert into standing_bots (connector, category, name, base_url, owner, generation, lease_until)
                values ('generic', 'lease', $1, 'http://127.0.0.1:1/', $2, 1, clock_timestamp() + interval '1 hour')
                returning id
                """, UUID.randomUUID().toString(), owner);
        made.add(id);
        return id;
    }

    private static Claim claim(long id, long generation, long revision) {
        return new Claim(
                id,
                "generic",
                "lease",
                "x",
                "http://127.0.0.1:1/",
                null,
                null,
                generation,
                revision,
                Status.UNKNOWN,
                null,
                null,
                0,
                null);
    }

    private static Decision connected() {
        Standing standing = Standing.unknown(ConnectionBackoff.of(ConnectionBackoff.Limits.CONNECTION))
                .is(Status.CONNECTED, null, null);
        return new Decision(standing, true, false);
    }

    private boolean writes(UUID owner, Claim claim) {
        return statuses.write(owner, claim, connected(), new Facts(true, true, 1, 1), Instant.now())
                .await()
                .atMost(TIMEOUT)
                .isPresent();
    }

    @Test
    void a_bot_that_many_want_is_taken_by_one() {
        List<Long> free =
                IntStream.range(0, 40).mapToObj(i -> kept(UUID.randomUUID())).toList();
        Database.run("update standing_bots set lease_until = clock_timestamp() where id = any ($1)", (Object)
                free.toArray(Long[]::new));

        List<List<Claim>> taken = AtOnce.times(
                8, number -> leases.claim(UUID.randomUUID(), 10).await().atMost(TIMEOUT));

        assertThat(taken.stream().flatMap(List::stream).map(Claim::botId)).doesNotHaveDuplicates();
        assertThat(Database.integer("select max(generation)::int from standing_bots where id = any ($1)", (Object)
                        free.toArray(Long[]::new)))
                .as("the service under test took some of them, and nobody took one twice")
                .isEqualTo(2);
    }

    @Test
    void an_owner_that_slept_through_its_lease_writes_nothing_when_it_wakes_up() {
        UUID sleeper = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        long id = kept(sleeper);
        Claim old = claim(id, 1, 1);
        assertThat(writes(sleeper, old)).as("while it holds the lease").isTrue();
        Database.run(
                "update standing_bots set owner = $2, generation = 2, status = 3, status_until = clock_timestamp() + interval '1 hour' where id = $1",
                id,
                other);

        assertThat(writes(sleeper, old)).isFalse();
        assertThat(leases.renew(sleeper, List.of(old)).await().atMost(TIMEOUT)).isEmpty();
        assertThat(leases.read(sleeper, old).await().atMost(TIMEOUT)).isNull();
        leases.release(sleeper, old).await().atMost(TIMEOUT);

        assertThat(Standings.bot(id).getString("owner")).isEqualTo(other.toString());
        assertThat(Standings.bot(id).getString("status_name")).isEqualTo("CONNECTION_ERROR");
    }

    @Test
    void an_owner_whose_lease_is_over_writes_nothing_even_if_nobody_has_taken_the_bot() {
        UUID owner = UUID.randomUUID();
        long id = kept(owner);
        // not wanted, so that nobody takes it
        Database.run(
                "update standing_bots set is_active = false, lease_until = clock_timestamp() - interval '1 second' where id = $1",
                id);

        assertThat(writes(owner, claim(id, 1, 1))).isFalse();
        assertThat(leases.renew(owner, List.of(claim(id, 1, 1))).await().atMost(TIMEOUT))
                .isEmpty();
    }

    @Test
    void a_report_from_before_an_operators_wish_is_not_written() {
        UUID owner = UUID.randomUUID();
        long id = kept(owner);
        Standings.order(id, "stop").then().statusCode(200);

        assertThat(writes(owner, claim(id, 1, 1))).isFalse();

        assertThat(Standings.bot(id).getString("status_message")).isEqualTo("Bot stopped manually");
    }

    /** Elsewhere a killed process left CONNECTED for ever. */
    @Test
    void what_nobody_has_confirmed_for_two_intervals_is_unknown() {
        UUID owner = UUID.randomUUID();
        long id = kept(owner);
        assertThat(writes(owner, claim(id, 1, 1))).isTrue();
        assertThat(Standings.bot(id).getBoolean("is_healthy")).isTrue();

        await().atMost(TIMEOUT).until(() -> Standings.bot(id).getInteger("status"), equalTo(0)::matches);
        await().atMost(TIMEOUT).until(() -> Standings.history(id).size() == 2);

        assertThat(Standings.bot(id).getBoolean("is_healthy")).isFalse();
        assertThat(Standings.bot(id).getString("status_code")).isEqualTo("no_report");
        assertThat(Standings.history(id).get(0).getString("source")).isEqualTo("lease");
        User.admin().get("/standing-bots/health").then().statusCode(503).body("unhealthy.id", hasItem((int) id));
    }
}
