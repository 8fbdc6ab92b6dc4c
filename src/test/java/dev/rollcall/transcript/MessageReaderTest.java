package dev.rollcall.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.transcript.MessageReader.RefusedException;
import dev.rollcall.transcript.TranscriptMessage.Type;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What transcribers of several languages send, and what is made of it. */
class MessageReaderTest {

    private final MessageReader reader = new MessageReader(strict());

    /** As the service's own. */
    private static ObjectMapper strict() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.getFactory().configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), true);
        return mapper;
    }

    private TranscriptMessage read(String json) throws RefusedException {
        return reader.read(json);
    }

    private Segment segment(String json) throws RefusedException {
        return read("{\"segments\": [" + json + "]}").segments().get(0);
    }

    @Test
    void all_that_a_transcriber_says_is_read() throws Exception {
        TranscriptMessage message = read("""
                {"type": "transcription", "token": "t", "platform": "zoom", "meeting_id": "123456789", "uid": "u",
                 "start_timestamp": "2026-03-01T10:00:00Z", "what": "else",
                 "segments": [{"start": 1.5, "end": 2.25, "text": " Hello ", "language": "en", "speaker": "Ada",
                               "completed": true, "segment_id": "s:1", "absolute_start_time": "never"}]}
                """);

        assertThat(message)
                .extracting(
                        TranscriptMessage::type,
                        TranscriptMessage::token,
                        TranscriptMessage::platform,
                        TranscriptMessage::meetingId,
                        TranscriptMessage::sessionUid,
                        TranscriptMessage::startedAt,
                        TranscriptMessage::wrong)
                .containsExactly(
                        Type.TRANSCRIPTION, "t", "zoom", "123456789", "u", Instant.parse("2026-03-01T10:00:00Z"), 0);
        assertThat(message.segments()).containsExactly(new Segment("s:1", 1.5, 2.25, "Hello", "en", "Ada", true));
        assertThat(message.toString()).doesNotContain("Hello").contains("segments=1");
        assertThat(message.segments().toString()).doesNotContain("Hello");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "\"2026-03-01T10:00:00Z\"             | 2026-03-01T10:00:00Z",
                "\"2026-03-01T12:00:00+02:00\"        | 2026-03-01T10:00:00Z",
                "\"2026-03-01T05:00:00-0500\"         | 2026-03-01T10:00:00Z",
                "\"2026-03-01T10:00:00\"              | 2026-03-01T10:00:00Z",
                "\"2026-03-01 10:00:00.123456\"       | 2026-03-01T10:00:00.123456Z",
                "\"2026-03-01T10:00:00.123456+00:00\" | 2026-03-01T10:00:00.123456Z",
                "\" 2026-03-01T10:00Z \"              | 2026-03-01T10:00:00Z",
                "1772359200                           | 2026-03-01T10:00:00Z",
                "1772359200.5                         | 2026-03-01T10:00:00.500Z",
                "1772359200500                        | 2026-03-01T10:00:00.500Z",
                "\"yesterday\"                        | null",
                "\"2026-13-01T10:00:00Z\"             | null",
                "\"0001-01-01T00:00:00Z\"             | null",
                "\"9999-12-31T23:59:59Z\"             | null",
                "NaN                                  | null",
                "-5                                   | null",
                "null                                 | null",
                "{}                                   | null"
            })
    void moments_come_in_many_forms(String json, Instant moment) throws Exception {
        assertThat(read("{\"start_timestamp\": " + json + "}").startedAt()).isEqualTo(moment);
    }

    @ParameterizedTest
    @CsvSource({"1.5, 1.5", "'\"1.5\"', 1.5", "'\" 7 \"', 7", "-0.25, -0.25", "3, 3", "1e2, 100"})
    void seconds_come_as_numbers_or_as_text(String json, double seconds) throws Exception {
        assertThat(segment("{\"start\": " + json + ", \"text\": \"x\"}").start())
                .isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\": \"x\"}",
                "{\"start\": NaN, \"text\": \"x\"}",
                "{\"start\": Infinity, \"text\": \"x\"}",
                "{\"start\": -INF, \"text\": \"x\"}",
                "{\"start\": \"NaN\", \"text\": \"x\"}",
                "{\"start\": true, \"text\": \"x\"}",
                "{\"start\": 1e9, \"text\": \"x\"}",
                "{\"start\": \"one\", \"text\": \"x\"}",
                "{\"start\": 1}",
                "{\"start\": 1, \"text\": 5}",
                "null",
                "[]",
                "\"words\""
            })
    void a_segment_without_text_or_start_is_wrong_and_its_neighbours_are_not(String wrong) throws Exception {
        TranscriptMessage message = read("{\"segments\": [{\"start\": 1, \"text\": \"before\"}, " + wrong
                + ", {\"start\": 2, \"text\": \"after\"}]}");

        assertThat(message.segments()).extracting(Segment::text).containsExactly("before", "after");
        assertThat(message.wrong()).isEqualTo(1);
    }

    @Test
    void silence_is_neither_kept_nor_wrong() throws Exception {
        TranscriptMessage message =
                read("{\"segments\": [{\"start\": 1, \"text\": \" \\u0000 \"}, {\"start\": 1, \"text\": \"\"}]}");

        assertThat(message.segments()).isEmpty();
        assertThat(message.wrong()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1", "-7", "NaN", "'\"soon\"'", "null", "1e300"})
    void an_end_that_makes_no_sense_is_the_start(String end) throws Exception {
        assertThat(segment("{\"start\": 2, \"end\": " + end + ", \"text\": \"x\"}")
                        .end())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a\\u0000b\\u0007c\"      | abc",
                "\"half \\ud83d pair\"      | half \uFFFD pair",
                "\"\\ud83d\\ude00\"         | \uD83D\uDE00",
                "\"שלום \\u200fעולם\"       | שלום \u200Fעולם",
                "\"two\\nlines\"           | two/lines",
                "\"مرحبا\"                  | مرحبا",
                "\"你好，世界\"             | 你好，世界"
            })
    void words_of_any_script_are_kept_and_what_no_database_takes_is_not(String json, String text) throws Exception {
        assertThat(segment("{\"start\": 1, \"text\": " + json + "}").text()).isEqualTo(text.replace('/', '\n'));
    }

    @Test
    void a_text_of_any_length_is_cut_where_no_character_is_torn() throws Exception {
        String face = "\uD83D\uDE00";
        String text = segment("{\"start\": 1, \"text\": \"x" + face.repeat(20_000) + "\"}")
                .text();

        assertThat(text).hasSize(19_999).startsWith("x" + face).endsWith(face);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "'\"de\"', de",
                "'\"zh-Hant-TW\"', zh-Hant-TW",
                "'\"tlh\"', tlh",
                "'\"a language of its own\"', null",
                "null, null",
                "'\"\"', null",
                "'{}', null"
            })
    void an_unknown_language_is_kept_and_what_is_no_code_is_not(String json, String language) throws Exception {
        assertThat(segment("{\"start\": 1, \"text\": \"x\", \"language\": " + json + "}")
                        .language())
                .isEqualTo(language);
    }

    @Test
    void names_are_one_line_and_fit() throws Exception {
        Segment segment = segment("{\"start\": 1, \"text\": \"x\", \"speaker\": \"Ada\\n\\u0000Lovelace"
                + "e".repeat(500) + "\", \"segment_id\": \"" + "i".repeat(500) + "\"}");

        assertThat(segment.speaker()).startsWith("Ada Lovelace").hasSizeLessThanOrEqualTo(255);
        assertThat(segment.id()).as("cut, it could be another's").isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\": \"transcription\"     | UNREADABLE",
                "{\"token\": \"a secret\", }      | UNREADABLE",
                "[]                               | UNREADABLE",
                "7                                | UNREADABLE",
                "''                               | UNREADABLE",
                "{\"type\": \"party\"}            | UNKNOWN_TYPE"
            })
    void what_is_no_message_is_refused_without_quoting_it(String json, Refusal refusal) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(refusal))
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_field_that_comes_twice_is_no_reason_to_lose_words() throws Exception {
        assertThat(segment("{\"start\": 1, \"text\": \"x\", \"text\": \"y\"}").text())
                .isEqualTo("y");
    }

    @ParameterizedTest
    @CsvSource({"0, at:u:0", "1.2345, at:u:1235", "-0.5, at:u:-500", "3600.001, at:u:3600001"})
    void a_segment_without_an_id_is_known_by_its_start(double start, String key) {
        assertThat(new Segment(null, start, start, "x", null, null, false).key("u"))
                .isEqualTo(key);
    }
}
