package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.access.BotToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.eyJtZWV0aW5nX2lkIjo0Mn0.c2lnbmF0dXJl";
    private static final Masking MASKING = Masking.of("Geheim 12", null, "4711", "abc");

    @Test
    void the_token_of_a_launch_is_masked_wherever_it_stands() {
        String token = token();

        assertThat(MASKING.text("secret " + token + ", again '" + token + "'."))
                .isEqualTo("secret ***, again '***'.")
                .doesNotContain(token);
    }

    @Test
    void a_token_of_a_meeting_is_masked() {
        assertThat(MASKING.text("sent " + JWT + " to the collector")).isEqualTo("sent *** to the collector");
    }

    @ParameterizedTest
    @CsvSource({
        "http://rollcall:8080/bots/internal/callback/exited?token=1.abc, http://rollcall:8080/bots/internal/callback/exited?token=***",
        "https://teams.live.com/meet/123?p=Xy12&anon=true, https://teams.live.com/meet/123?p=***&anon=true",
        "see https://zoom.us/j/1?a=b&pwd=q.w-e.1 there, see https://zoom.us/j/1?a=b&pwd=*** there",
        "X-Internal-Secret: swordfish, X-Internal-Secret: ***",
        "Authorization: Bearer swordfish!, Authorization: Bearer ***",
    })
    void what_links_and_headers_carry_is_masked(String text, String masked) {
        assertThat(MASKING.text(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"botName\":\"x\",\"internalSecret\" : \"swordfish\",\"a\":1}",
                "\"{\\\"botName\\\":\\\"x\\\",\\\"token\\\":\\\"swordfish\\\"}\"",
                "{\"s3SecretKey\":\"swordfish\"}",
                "{\"passcode\":\"swordfish\"}",
            })
    void a_printed_configuration_keeps_only_the_names_of_its_secrets(String text) {
        assertThat(MASKING.text(text)).doesNotContain("swordfish").contains("***");
    }

    @Test
    void the_secrets_of_the_order_are_masked_as_they_are_and_as_a_link_writes_them() {
        assertThat(MASKING.text("typed Geheim 12, opened /j/1/Geheim+12, code 4711."))
                .isEqualTo("typed ***, opened /j/1/***, code ***.");
    }

    @Test
    void a_passcode_of_digits_is_not_found_inside_another_number() {
        assertThat(MASKING.text("took 147112 ms, a4711b")).isEqualTo("took 147112 ms, a4711b");
    }

    @Test
    void a_word_too_short_for_a_secret_is_left() {
        assertThat(MASKING.text("abc joined")).isEqualTo("abc joined");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "joined at 12.5 s; p=0.3 of 100",
                "the token is missing or wrong",
                "1.0000000000000000000000000000000000000000000000001",
                "https://meet.google.com/abc-defg-hij?authuser=0&hl=en",
            })
    void what_is_no_secret_is_left(String text) {
        assertThat(Masking.ofPatterns().text(text)).isEqualTo(text);
    }

    @Test
    void json_is_masked_text_by_text() {
        JsonObject details = new JsonObject()
                .put("line", 4711)
                .put("token", "short")
                .put("stack", new JsonArray().add("at " + token()).add(new JsonObject().put("code", "4711")));

        assertThat(MASKING.json(details))
                .isEqualTo(new JsonObject()
                        .put("line", 4711)
                        .put("token", "***")
                        .put("stack", new JsonArray().add("at ***").add(new JsonObject().put("code", "***"))));
    }

    @Test
    void nothing_is_nothing() {
        assertThat(MASKING.text(null)).isNull();
        assertThat(MASKING.json(null)).isNull();
        assertThat(MASKING).hasToString("Masking[3 words]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"eyJ", "eyJ.", "?token", "&p=", "\"token\" ", "\"token\":\"", "1.", "authorization: ", "\\", "a"
            })
    @Timeout(20)
    void no_text_takes_long(String piece) {
        String text = piece.repeat(1_500_000 / piece.length());
        long start = System.nanoTime();

        MASKING.text(text);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private static String token() {
        return new BotToken(new ServerKey("a key")).of(UUID.randomUUID(), 12);
    }
}
