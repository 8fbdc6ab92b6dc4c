package dev.rollcall.command;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The bodies of live commands, each with the command that it becomes. */
final class LiveCommandApi {

    private LiveCommandApi() {}

    /** What the bot shall say: a text, or else audio. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Speech(
            @Schema(examples = "Good morning!") String text,
            @Schema(examples = "openai") String provider,
            @Schema(examples = "alloy") String voice,

            @Schema(examples = "https://example.org/hello.wav")
            String audioUrl,

            @Schema(description = "At most 512 KiB; longer audio goes by audio_url")
            String audioBase64,

            @Schema(examples = "wav") String format,
            @Schema(examples = "24000") Integer sampleRate,
            @JsonIgnore @Schema(hidden = true) FieldErrors faults) {

        /** Without the address, which may be a signed one. */
        @Override
        public String toString() {
            return "Speech[provider=" + provider + ", voice=" + voice + "]";
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Speech of(JsonNode body) {
            var fields = new LiveCommandFields(body);
            return new Speech(
                    fields.text("text"),
                    fields.word("provider"),
                    fields.word("voice"),
                    fields.link("audio_url"),
                    fields.base64("audio_base64"),
                    fields.word("format"),
                    fields.number("sample_rate", 4_000, 192_000),
                    fields.faults());
        }

        /** @throws Problem 422 for wrong fields, 400 for nothing to say */
        LiveCommand command() {
            faults.throwIfAny();
            if (text != null) {
                return LiveCommand.of("speak")
                        .with("text", text)
                        .with("provider", provider)
                        .with("voice", voice);
            }
            if (audioUrl == null && audioBase64 == null) {
                throw Problem.of(400, "Nothing to say: give text, audio_url or audio_base64.");
            }
            return LiveCommand.of("speak_audio")
                    .with("audio_url", audioUrl)
                    .with("audio_base64", audioBase64)
                    .with("format", format)
                    .with("sample_rate", sampleRate);
        }
    }

    /** What the bot shall write into the meeting's chat. */
    @RegisterForReflection
    record ChatText(
            @Schema(examples = "The recording has begun.") String text,
            @JsonIgnore @Schema(hidden = true) FieldErrors faults) {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static ChatText of(JsonNode body) {
            var fields = new LiveCommandFields(body);
            return new ChatText(fields.required("text", fields.text("text")), fields.faults());
        }

        LiveCommand command() {
            faults.throwIfAny();
            return LiveCommand.of("chat_send").with("text", text);
        }
    }

    /** What the bot shall show to the others. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Screen(
            @Schema(examples = "image") String type,

            @Schema(examples = "https://example.org/slide.png")
            String url,

            String html,
            Boolean startShare,
            @JsonIgnore @Schema(hidden = true) FieldErrors faults) {

        /** Without the address, which may be a signed one. */
        @Override
        public String toString() {
            return "Screen[type=" + type + "]";
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Screen of(JsonNode body) {
            var fields = new LiveCommandFields(body);
            var screen = new Screen(
                    fields.word("type"),
                    fields.link("url"),
                    fields.html("html"),
                    fields.flag("start_share"),
                    fields.faults());
            if (screen.url == null && screen.html == null) {
                screen.faults.add("url", "Give a url or html to show.");
            }
            return screen;
        }

        LiveCommand command() {
            faults.throwIfAny();
            return LiveCommand.of("screen_show")
                    .with("type", type)
                    .with("url", url)
                    .with("html", html)
                    .with("start_share", startShare);
        }
    }

    /** What the bot shall look like. */
    @RegisterForReflection
    record Avatar(
            @Schema(examples = "https://example.org/face.png")
            String url,

            @JsonIgnore @Schema(hidden = true) FieldErrors faults) {

        /** Without the address, which may be a signed one. */
        @Override
        public String toString() {
            return "Avatar[]";
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Avatar of(JsonNode body) {
            var fields = new LiveCommandFields(body);
            return new Avatar(fields.required("url", fields.link("url")), fields.faults());
        }

        LiveCommand command() {
            faults.throwIfAny();
            return LiveCommand.of("avatar_set").with("url", url);
        }
    }

    /** The chat as the bot has seen it, the oldest first: whatever the bot wrote down of each message. */
    @RegisterForReflection
    record Chat(@Schema(implementation = Object[].class) List<Object> messages) {}
}
