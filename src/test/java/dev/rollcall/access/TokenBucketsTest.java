package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.access.TokenBuckets.Fill;
import dev.rollcall.access.TokenBuckets.Limit;
import dev.rollcall.stage.AtOnce;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

    private final SetClock clock = new SetClock();
    private final TokenBuckets<String> buckets = new TokenBuckets<>(new Limit("user", 120, 40), 1_000, clock);

    @Test
    void the121stRequestOfABurstIsRefused() {
        takeFrom("a", 120);

        Fill next = buckets.take("a");

        assertThat(next).isEqualTo(new Fill(false, new Limit("user", 120, 40), 0, 1, 3));
    }

    @Test
    void othersAreUnaffected() {
        takeFrom("a", 200);

        Fill other = buckets.take("b");

        assertThat(other.taken()).isTrue();
        assertThat(other.remaining()).isEqualTo(119);
    }

    @Test
    void whatIsRefilledCanBeTaken() {
        takeFrom("a", 120);
        clock.pass(Duration.ofMillis(50));

        takeFrom("a", 2);

        assertThat(buckets.take("a").taken()).isFalse();
    }

    @Test
    void aBucketIsNeverMoreThanFull() {
        takeFrom("a", 120);
        clock.pass(Duration.ofDays(1));

        takeFrom("a", 120);

        assertThat(buckets.take("a").taken()).isFalse();
    }

    @Test
    void aSlowLimitTellsHowLongToWait() {
        TokenBuckets<String> slow = new TokenBuckets<>(new Limit("failures", 2, 0.5), 10, clock);
        slow.take("a");
        slow.take("a");

        Fill refused = slow.take("a");

        assertThat(refused.taken()).isFalse();
        assertThat(refused.secondsToNext()).isEqualTo(2);
        assertThat(refused.secondsToFull()).isEqualTo(4);
    }

    @Test
    void aClockThatIsSetBackRefillsNothingAndTakesNothing() {
        takeFrom("a", 119);
        clock.pass(Duration.ofHours(-1));

        assertThat(buckets.take("a").taken()).isTrue();
        assertThat(buckets.take("a").taken()).isFalse();
    }

    @Test
    void aMillionCallersAreNotRemembered() {
        for (int i = 0; i < 1_000_000; i++) {
            buckets.take("caller " + i);
        }

        assertThat(buckets.size()).isEqualTo(1_000);
    }

    @Test
    void theLongestUnusedIsForgottenFirst() {
        takeFrom("a", 120);
        for (int i = 0; i < 5_000; i++) {
            buckets.take("caller " + i);
            buckets.look("a");
        }

        assertThat(buckets.take("a").taken()).isFalse();
    }

    @Test
    void lookingTakesNothingAndRemembersNobody() {
        for (int i = 0; i < 500; i++) {
            buckets.look("a");
        }

        assertThat(buckets.look("a").remaining()).isEqualTo(120);
        assertThat(buckets.takeIfKnown("a")).isEmpty();
        assertThat(buckets.size()).isZero();
    }

    @Test
    void underAllRacesNoTokenIsTakenTwice() {
        long taken = AtOnce.times(16, caller -> {
                    int mine = 0;
                    for (int i = 0; i < 100; i++) {
                        mine += buckets.take("a").taken() ? 1 : 0;
                    }
                    return mine;
                })
                .stream()
                .mapToInt(Integer::intValue)
                .sum();

        assertThat(taken).isEqualTo(120);
    }

    private void takeFrom(String caller, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(buckets.take(caller).taken()).as("token %d", i + 1).isEqualTo(i < 120);
        }
    }

    /** Stands still until it is told. */
    static final class SetClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
