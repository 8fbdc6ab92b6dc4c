package dev.rollcall.standing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.standing.ConnectionBackoff.Limits;
import dev.rollcall.standing.StandingPlan.Decision;
import dev.rollcall.standing.StandingPlan.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a report makes of a bot. */
class StandingPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration WAIT = Duration.ofMinutes(15);
    private static final Duration ROOMS = Duration.ofSeconds(30);
    private static final Facts WELL = new Facts(true, true, 2, 2);
    private static final Facts ONE_ROOM_OF_TWO = new Facts(true, true, 1, 2);

    private final StandingPlan plan = new StandingPlan(new Times(Limits.CONNECTION, Limits.TOKEN, WAIT, ROOMS));

    private static Standing in(Status status) {
        return Standing.unknown(ConnectionBackoff.of(Limits.CONNECTION))
                .is(status, null, null)
                .opening();
    }

    private Decision decide(Standing standing, Report report) {
        return decide(standing, report, NOW);
    }

    private Decision decide(Standing standing, Report report, Instant now) {
        return plan.decide(standing, report, now, new Random(7));
    }

    /** What follows from every kind of report in every status. */
    @Example
    void the_table() {
        record Row(Report report, Status becomes, boolean close) {}
        List<Row> table = List.of(
                new Row(Report.proven(WELL), Status.CONNECTED, false),
                new Row(Report.repairing("close_1006", "A room broke.", WELL), Status.CONNECTION_ERROR, false),
                new Row(Report.refused("invalid_client", "No.", Facts.NONE), Status.AUTH_FAILED, true),
                new Row(Report.lost("dns", "No such host.", Facts.NONE), Status.CONNECTION_ERROR, true),
                new Row(Report.noToken("http_503", "Not now.", Facts.NONE), Status.CONNECTION_ERROR, true),
                new Row(
                        Report.misconfigured("http_404", "No such category.", Facts.NONE),
                        Status.CONNECTION_ERROR,
                        true));
        for (Row row : table) {
            for (Status before : Status.values()) {
                Decision decision = decide(in(before), row.report());

                assertThat(decision.standing().status())
                        .as(before + " " + row.report())
                        .isEqualTo(row.becomes());
                assertThat(decision.close()).as(before + " " + row.report()).isEqualTo(row.close());
                assertThat(decision.confirms()).isTrue();
                assertThat(decision.standing().nextAttemptAt() != null)
                        .as("only what is over is tried again")
                        .isEqualTo(row.close());
            }
        }
    }

    @Example
    void every_kind_of_report_stands_in_the_table() {
        assertThat(Report.class.getPermittedSubclasses())
                .containsExactlyInAnyOrder(Report.Proven.class, Report.Repairing.class, Report.Over.class);
    }

    /** Elsewhere it was written when the loop started, before anything was looked at. */
    @Example
    void an_opened_connection_is_not_connected_before_both_credentials_and_service_are_proven() {
        for (Facts half : List.of(
                Facts.NONE,
                Facts.NONE.withApi(true),
                Facts.NONE.withCredentials(true),
                new Facts(true, false, null, null),
                new Facts(false, true, null, null))) {
            Decision decision = decide(in(Status.UNKNOWN), Report.proven(half));

            assertThat(decision.standing().status()).as(half.toString()).isEqualTo(Status.UNKNOWN);
            assertThat(decision.confirms()).as(half.toString()).isFalse();
        }
    }

    @Example
    void what_an_earlier_connection_has_proven_does_not_count() {
        Standing proven = decide(in(Status.UNKNOWN), Report.proven(WELL)).standing();

        Decision decision =
                decide(proven.opening().is(Status.UNKNOWN, null, null), Report.proven(Facts.NONE.withApi(true)));

        assertThat(decision.standing().status()).isEqualTo(Status.UNKNOWN);
    }

    @Example
    void a_room_that_has_just_become_known_may_take_a_while() {
        Standing connected = decide(in(Status.UNKNOWN), Report.proven(WELL)).standing();

        Decision first = decide(connected, Report.proven(ONE_ROOM_OF_TWO));
        Decision later = decide(
                first.standing(),
                Report.proven(ONE_ROOM_OF_TWO),
                NOW.plus(ROOMS).minusSeconds(1));
        Decision late = decide(later.standing(), Report.proven(ONE_ROOM_OF_TWO), NOW.plus(ROOMS));
        Decision open = decide(late.standing(), Report.proven(WELL), NOW.plus(ROOMS));

        assertThat(first.standing().status()).isEqualTo(Status.CONNECTED);
        assertThat(first.confirms()).as("it is not proven either").isFalse();
        assertThat(later.standing().status()).isEqualTo(Status.CONNECTED);
        assertThat(late.standing().status()).isEqualTo(Status.CONNECTION_ERROR);
        assertThat(late.standing().code()).isEqualTo(StandingPlan.ROOMS_MISSING);
        assertThat(late.standing().message()).isEqualTo("1 of 2 rooms are open.");
        assertThat(late.close()).isFalse();
        assertThat(open.standing().status()).isEqualTo(Status.CONNECTED);
        assertThat(open.standing().message()).isNull();
    }

    @Example
    void a_bot_whose_rooms_are_not_open_yet_is_not_connected() {
        Decision decision = decide(in(Status.UNKNOWN), Report.proven(ONE_ROOM_OF_TWO));

        assertThat(decision.standing().status()).isEqualTo(Status.UNKNOWN);
    }

    @Example
    void refused_credentials_and_wrong_settings_are_left_alone() {
        for (Report report : List.of(
                Report.refused("invalid_client", "No.", Facts.NONE),
                Report.misconfigured("http_404", "No.", Facts.NONE))) {
            assertThat(decide(in(Status.CONNECTED), report).standing().nextAttemptAt())
                    .isEqualTo(NOW.plus(WAIT));
        }
    }

    @Example
    void a_request_for_a_token_is_repeated_more_slowly() {
        Standing standing = in(Status.UNKNOWN);
        for (int i = 0; i < 10; i++) {
            standing = decide(standing, Report.noToken("http_500", "No.", Facts.NONE))
                    .standing();
        }

        assertThat(standing.backoff().bound()).isEqualTo(Duration.ofMinutes(5));
    }

    /** Elsewhere the backoff stayed at its first value, and the status flapped. */
    @Example
    void a_bot_that_connects_and_breaks_at_once_is_tried_ever_more_slowly() {
        Standing standing = in(Status.UNKNOWN);
        Instant now = NOW;
        for (int i = 0; i < 7; i++) {
            standing = decide(standing.opening(), Report.proven(WELL), now).standing();
            now = now.plusSeconds(1);
            standing = decide(standing, Report.lost("close_1006", "It broke.", Facts.NONE), now)
                    .standing();
        }

        assertThat(standing.backoff().bound()).isEqualTo(Duration.ofSeconds(60));
    }

    @Example
    void after_a_minute_of_proof_the_next_pause_is_a_short_one() {
        Standing standing = in(Status.UNKNOWN).with(new ConnectionBackoff(Limits.CONNECTION, 9, null, false));
        standing = decide(standing, Report.proven(WELL)).standing();
        standing = decide(standing, Report.proven(WELL), NOW.plusSeconds(30)).standing();

        Standing lost = decide(standing, Report.lost("close_1006", "It broke.", Facts.NONE), NOW.plusSeconds(61))
                .standing();

        assertThat(lost.backoff().bound()).isEqualTo(Duration.ofSeconds(1));
    }

    @Example
    void what_is_repaired_counts_as_stable_only_from_then_on() {
        Standing standing = in(Status.UNKNOWN).with(new ConnectionBackoff(Limits.CONNECTION, 4, null, false));
        standing = decide(standing, Report.proven(WELL)).standing();
        standing = decide(standing, Report.repairing("close_1006", "A room broke.", Facts.NONE), NOW.plusSeconds(50))
                .standing();
        standing = decide(standing, Report.proven(WELL), NOW.plusSeconds(55)).standing();

        Standing lost = decide(standing, Report.lost("dns", "No.", Facts.NONE), NOW.plusSeconds(70))
                .standing();

        assertThat(lost.backoff().tries()).isEqualTo(5);
    }

    @Property
    void connected_always_comes_from_proof_and_what_is_over_is_always_tried_again(
            @ForAll("reports") List<Report> reports, @ForAll long seed) {
        Random random = new Random(seed);
        Standing standing = Standing.unknown(ConnectionBackoff.of(Limits.CONNECTION));
        Instant now = NOW;
        for (Report report : reports) {
            now = now.plusMillis(random.nextInt(40_000));
            Standing before = standing;

            Decision decision = plan.decide(standing, report, now, random);

            standing = decision.standing();
            if (standing.status() == Status.CONNECTED && before.status() != Status.CONNECTED) {
                assertThat(standing.facts().allWell()).isTrue();
                assertThat(report).isInstanceOf(Report.Proven.class);
            }
            assertThat(decision.close()).isEqualTo(report instanceof Report.Over);
            if (decision.close()) {
                assertThat(standing.nextAttemptAt()).isBetween(now, now.plus(WAIT));
                assertThat(standing.status()).isIn(Status.AUTH_FAILED, Status.CONNECTION_ERROR);
                standing = standing.opening();
            }
        }
    }

    @Provide
    Arbitrary<List<Report>> reports() {
        Arbitrary<Boolean> fact = Arbitraries.of(true, false).injectNull(0.3);
        Arbitrary<Integer> rooms = Arbitraries.integers().between(0, 3).injectNull(0.3);
        Arbitrary<Facts> facts = Combinators.combine(fact, fact, rooms, rooms).as(Facts::new);
        Arbitrary<Report> reports = Combinators.combine(
                        facts, Arbitraries.integers().between(0, 6))
                .as((found, kind) -> switch (kind) {
                    case 0 -> Report.refused("invalid_client", "No.", found);
                    case 1 -> Report.lost("dns", "No.", found);
                    case 2 -> Report.noToken("http_503", "No.", found);
                    case 3 -> Report.repairing("close_1006", "No.", found);
                    case 4 -> Report.misconfigured("http_404", "No.", found);
                    default -> Report.proven(found);
                });
        return reports.list().ofMaxSize(60).map(ArrayList::new);
    }
}
