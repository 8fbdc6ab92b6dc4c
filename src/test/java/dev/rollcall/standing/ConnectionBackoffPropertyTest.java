package dev.rollcall.standing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.standing.ConnectionBackoff.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** How long the pauses between two tries are, whatever chance says. */
class ConnectionBackoffPropertyTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private static ConnectionBackoff after(Limits limits, int losses) {
        ConnectionBackoff backoff = ConnectionBackoff.of(limits);
        for (int i = 0; i < losses; i++) {
            backoff = backoff.lost(NOW);
        }
        return backoff;
    }

    @Example
    void the_bound_doubles_from_one_second_to_sixty() {
        assertThat(java.util.stream.IntStream.rangeClosed(0, 9)
                        .mapToObj(losses ->
                                after(Limits.CONNECTION, losses).bound().toSeconds()))
                .containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Example
    void the_bound_of_a_token_goes_from_five_seconds_to_five_minutes() {
        assertThat(java.util.stream.IntStream.rangeClosed(1, 8)
                        .mapToObj(losses -> after(Limits.TOKEN, losses).bound().toSeconds()))
                .containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
    }

    @Property
    void a_pause_is_anything_below_the_bound(@ForAll @IntRange(max = 1_000_000) int losses, @ForAll long seed) {
        ConnectionBackoff backoff = new ConnectionBackoff(Limits.CONNECTION, losses, null, false);

        Duration pause = backoff.pause(new Random(seed));

        assertThat(pause).isBetween(Duration.ZERO, backoff.bound());
        assertThat(backoff.bound()).isLessThanOrEqualTo(Duration.ofSeconds(60));
    }

    /** Full jitter: who fell at the same moment comes back spread over the whole time. */
    @Property(tries = 20)
    void the_pauses_of_many_are_spread(@ForAll long seed) {
        Random random = new Random(seed);
        ConnectionBackoff backoff = after(Limits.CONNECTION, 5);

        var tenths = random.longs(1_000)
                .mapToObj(one -> backoff.pause(new Random(one)).toMillis() / 1_600)
                .toList();

        for (long tenth = 0; tenth < 10; tenth++) {
            long of = tenth;
            assertThat(tenths.stream().filter(pause -> pause == of).count()).isBetween(50L, 160L);
        }
    }

    @Example
    void a_connection_that_breaks_before_it_is_stable_is_tried_ever_more_slowly() {
        ConnectionBackoff backoff = after(Limits.CONNECTION, 3).opened(NOW).ponged();

        assertThat(backoff.lost(NOW.plusSeconds(59)).tries()).isEqualTo(4);
    }

    @Example
    void a_connection_without_a_pong_is_not_stable_however_long_it_stands() {
        ConnectionBackoff backoff = after(Limits.CONNECTION, 3).opened(NOW);

        assertThat(backoff.lost(NOW.plusSeconds(600)).tries()).isEqualTo(4);
    }

    @Example
    void after_a_stable_time_it_starts_over() {
        ConnectionBackoff backoff = after(Limits.CONNECTION, 9).opened(NOW).ponged();

        assertThat(backoff.lost(NOW.plusSeconds(60)).tries()).isEqualTo(1);
    }

    /** Elsewhere the counter was reset at the top of each attempt, so that it never grew. */
    @Example
    void to_open_alone_resets_nothing() {
        ConnectionBackoff backoff = ConnectionBackoff.of(Limits.CONNECTION);
        for (int i = 0; i < 7; i++) {
            backoff = backoff.opened(NOW).lost(NOW.plusSeconds(1));
        }

        assertThat(backoff.bound()).isEqualTo(Duration.ofSeconds(60));
    }
}
