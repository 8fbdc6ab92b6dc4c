package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {

    private static final String PLACE = "users/7/webhook_secret";
    private static final String SECRET = "whsec_ä🎉 with more";

    private final Seal seal = new Seal(new ServerKey("the present key"));

    @Test
    void opens_what_it_sealed() {
        assertThat(seal.open(seal.seal(SECRET, PLACE), PLACE)).isEqualTo(SECRET);
    }

    @Test
    void opens_on_every_replica() {
        Seal replica = new Seal(new ServerKey("the present key"));
        assertThat(replica.open(seal.seal(SECRET, PLACE), PLACE)).isEqualTo(SECRET);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 512, 100_000})
    void seals_any_length(int length) {
        String secret = "x".repeat(length);
        assertThat(seal.open(seal.seal(secret, PLACE), PLACE)).isEqualTo(secret);
    }

    @Test
    void shows_nothing_of_the_secret_and_never_the_same_text_twice() {
        Set<String> sealed = IntStream.range(0, 1_000)
                .mapToObj(i -> seal.seal(SECRET, PLACE))
                .collect(Collectors.toSet());
        assertThat(sealed)
                .hasSize(1_000)
                .allSatisfy(text -> assertThat(text)
                        .matches("v1\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]+")
                        .doesNotContain("whsec"));
    }

    @Test
    void a_secret_that_was_moved_to_another_row_stays_shut() {
        String sealed = seal.seal(SECRET, PLACE);
        assertBroken(seal, sealed, "users/8/webhook_secret");
    }

    @Test
    void every_byte_of_it_matters() {
        String sealed = seal.seal(SECRET, PLACE);
        for (int i = 0; i < sealed.length() - 1; i++) { // the last character may hold bits that no byte has
            char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
            assertBroken(seal, sealed.substring(0, i) + other + sealed.substring(i + 1), PLACE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a secret in clear",
                "v1",
                "v1..",
                "v1.00000000.",
                "v2.00000000.AAAA",
                "v1.00000000.AAAA.AAAA"
            })
    void what_is_no_sealed_text_stays_shut(String text) {
        assertBroken(seal, text, PLACE);
    }

    @Test
    void what_was_cut_short_stays_shut() {
        String sealed = seal.seal(SECRET, PLACE);
        int start = sealed.lastIndexOf('.') + 1;
        for (int end = start; end < sealed.length() - 1; end++) {
            assertBroken(seal, sealed.substring(0, end), PLACE);
        }
    }

    @Test
    void after_a_change_of_the_key_old_and_new_open() {
        String old = seal.seal(SECRET, PLACE);
        Seal changed = new Seal(new ServerKey("a newer key", "the present key"));
        assertThat(changed.open(old, PLACE)).isEqualTo(SECRET);
        assertThat(changed.open(changed.seal(SECRET, PLACE), PLACE)).isEqualTo(SECRET);
    }

    @Test
    void new_secrets_go_under_the_new_key() {
        Seal changed = new Seal(new ServerKey("a newer key", "the present key"));
        String sealed = changed.seal(SECRET, PLACE);
        assertThat(sealed).startsWith(changed.presentPrefix());
        assertThat(seal.seal(SECRET, PLACE)).doesNotStartWith(changed.presentPrefix());
        assertThat(new Seal(new ServerKey("a newer key")).open(sealed, PLACE)).isEqualTo(SECRET);
    }

    @Test
    void what_is_renewed_needs_the_former_key_no_longer() {
        Seal changed = new Seal(new ServerKey("a newer key", "the present key"));
        String renewed = changed.renew(seal.seal(SECRET, PLACE), PLACE);
        assertThat(new Seal(new ServerKey("a newer key")).open(renewed, PLACE)).isEqualTo(SECRET);
    }

    @Test
    void without_the_former_key_the_old_stay_shut() {
        assertBroken(new Seal(new ServerKey("a newer key")), seal.seal(SECRET, PLACE), PLACE);
    }

    private static void assertBroken(Seal seal, String sealed, String place) {
        assertThatThrownBy(() -> seal.open(sealed, place))
                .as(sealed)
                .isInstanceOf(Seal.BrokenException.class)
                .hasMessageNotContaining("whsec");
    }
}
