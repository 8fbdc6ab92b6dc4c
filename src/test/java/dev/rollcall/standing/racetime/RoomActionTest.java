package dev.rollcall.standing.racetime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.platform.FieldErrors;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server would swallow or drop without a word is refused before it is sent. */
class RoomActionTest {

    private static final String LONG = "x".repeat(1001);

    private static FieldErrors errors(String action, JsonObject data) {
        FieldErrors errors = new FieldErrors();
        RoomAction.read(action, data, errors);
        return errors;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "null | {} | action | action is required.",
                "dance | {} | action | racetime.gg has no action of this name.",
                "message | {} | data.message | data.message is required, as a text.",
                "message | {\"message\": \" \"} | data.message | data.message is required, as a text.",
                "message | {\"message\": 5} | data.message | data.message is required, as a text.",
                "message | {\"message\": \"a\", \"guid\": \"A\"} | data.guid | data.guid must be made of lower-case letters, digits and hyphens, at most 100.",
                "message | {\"message\": \"a\", \"direct_to\": \"@\"} | data.direct_to | data.direct_to must be an id as racetime.gg gives them: letters and digits.",
                "message | {\"message\": \"a\", \"pinned\": 1} | data.pinned | data.pinned must be true or false.",
                "message | {\"message\": \"a\", \"pinned\": true, \"direct_to\": \"a1\"} | data.pinned | A direct message cannot be pinned.",
                "message | {\"message\": \"a\", \"actions\": {\"b\": {}}, \"direct_to\": \"a1\"} | data.actions | A direct message cannot have actions.",
                "message | {\"message\": \"a\", \"actions\": [1, 2, 3, 4, 5]} | data.actions | data.actions must hold at most 4 actions.",
                "message | {\"message\": \"a\", \"actions\": 1} | data.actions | data.actions must be an object or a list.",
                "invite | {} | data.user | data.user must be an id as racetime.gg gives them: letters and digits.",
                "invite | {\"user\": \"a1\", \"x\": 1} | data.x | This action has no field of this name.",
                "pin_message | {\"message\": 1} | data.message | data.message must be an id as racetime.gg gives them: letters and digits.",
                "begin | {\"now\": true} | data.now | This action has no field of this name.",
                "setinfo | {} | data | data must hold info_bot, info_user or both.",
                "setinfo | {\"info_bot\": 1} | data.info_bot | data.info_bot must be a text.",
                "setmeta | {} | data | data must hold at least one key.",
                "gethistory | {\"last_message\": \"\"} | data.last_message | data.last_message must be an id as racetime.gg gives them: letters and digits.",
            })
    void a_mistake_is_told_in_a_sentence(String action, String data, String field, String sentence) {
        FieldErrors errors = errors(action, new JsonObject(data));

        assertThat(errors.list()).hasSize(1);
        assertThat(errors.list().get(0).field()).isEqualTo(field);
        assertThat(errors.list().get(0).message()).isEqualTo(sentence);
    }

    @Test
    void a_message_may_have_a_thousand_characters_and_no_more() {
        assertThat(errors("message", new JsonObject().put("message", LONG.substring(1)))
                        .isEmpty())
                .isTrue();
        assertThat(errors("message", new JsonObject().put("message", "🏁".repeat(1000)))
                        .isEmpty())
                .isTrue();
        assertThat(errors("message", new JsonObject().put("message", LONG)).has("data.message"))
                .isTrue();
    }

    @Test
    void meta_may_have_as_many_characters_as_the_server_stores() {
        JsonObject meta = new JsonObject().put("a", "x".repeat(2048 - 8));

        assertThat(errors("setmeta", meta).isEmpty()).isTrue();
        assertThat(errors("setmeta", meta.copy().put("b", new JsonArray())).has("data"))
                .isTrue();
    }

    @Test
    void a_message_without_a_guid_gets_one_and_a_new_one_when_it_was_refused() {
        RoomAction action = RoomAction.read("message", new JsonObject().put("message", "a"), new FieldErrors());

        String first = action.data().getString("guid");
        String second = action.renewed().data().getString("guid");

        assertThat(first).matches("[a-z0-9-]+");
        assertThat(second).matches("[a-z0-9-]+").isNotEqualTo(first);
    }

    @Test
    void what_was_given_is_not_changed_and_not_printed() {
        JsonObject given = new JsonObject().put("message", "a secret of the room");

        RoomAction action = RoomAction.read("message", given, new FieldErrors());

        assertThat(given.fieldNames()).containsExactly("message");
        assertThat(action.toString()).doesNotContain("secret");
    }
}
