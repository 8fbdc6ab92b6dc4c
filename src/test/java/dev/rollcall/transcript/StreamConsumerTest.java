package dev.rollcall.transcript;

import static dev.rollcall.transcript.Transcriber.redis;
import static dev.rollcall.transcript.Transcriber.segment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import dev.rollcall.platform.RedisChannels;
import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers of a stream of their own, with a real Redis and a real database: what is read, lost, claimed and refused. */
@QuarkusTest
class StreamConsumerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Inject
    SegmentStream stream;

    @Inject
    MessageReader reader;

    @Inject
    Origins origins;

    @Inject
    TranscriptStore store;

    @Inject
    Pool pool;

    @Inject
    RedisChannels redisChannels;

    private final Clock clock = Clock.systemUTC();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Settings settings;
    private User user;
    private Transcriber transcriber;

    @BeforeEach
    void aTranscriberOfABotInAMeeting() {
        settings = Settings.ofOwnStream();
        user = User.withLimit(5);
        transcriber = Transcriber.of(user).on(settings.stream());
    }

    // Reading
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void what_is_stored_is_acknowledged_and_taken_out_of_the_stream() {
        transcriber.starts().says(segment(1, "One."), segment(2, "Two."));

        round(consumer(settings));

        assertThat(texts()).containsExactly("One.", "Two.");
        assertThat(pending()).isZero();
        assertThat(length()).isEqualTo(2);
        care(settings);
        assertThat(length()).isZero();
        assertThat(registry.counter("rollcall.transcript.segments", "way", "stream")
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("rollcall.transcript.lag").gauge().value()).isZero();
    }

    @Test
    void a_reader_that_is_switched_off_leaves_the_stream_alone() {
        transcriber.says(segment(1, "For another collector."));
        StreamConsumer consumer = consumer(settings.off());

        for (int i = 0; i < 3; i++) {
            consumer.look().await().atMost(TIMEOUT);
            new StreamCare(stream, deadLetters(settings), settings.off(), clock)
                    .look()
                    .await()
                    .atMost(TIMEOUT);
        }

        assertThat(redis("XINFO", "GROUPS", settings.stream()).size()).isZero();
        assertThat(length()).isEqualTo(1);
    }

    @Test
    void two_readers_share_the_work_and_store_everything_once() {
        for (int i = 0; i < 200; i++) {
            transcriber.says(segment(i * 2, "Sentence " + i + "."));
        }
        StreamConsumer one = consumer(settings.batch(7));
        StreamConsumer other = consumer(settings.batch(7));
        Callable<Void> oneReads = () -> rounds(one, 30);
        Callable<Void> otherReads = () -> rounds(other, 30);

        AtOnce.all(List.of(oneReads, otherReads));

        assertThat(texts()).hasSize(200).doesNotHaveDuplicates();
        assertThat(pending()).isZero();
    }

    @Test
    void what_a_reader_had_in_hand_when_it_died_is_claimed_by_another_and_stored_once() {
        transcriber.says(segment(1, "Stored, and not acknowledged."));
        transcriber.says(segment(5, "Neither stored nor acknowledged."));
        stream.makeGroup(settings.stream(), settings.group()).await().atMost(TIMEOUT);
        var inHand = stream.newMessages(settings.stream(), settings.group(), "dead", 10)
                .await()
                .atMost(TIMEOUT);
        // killed after the commit of the first and before its acknowledgement
        ingest(settings).take(inHand.subList(0, 1)).await().atMost(TIMEOUT);
        assertThat(pending()).isEqualTo(2);

        StreamConsumer patient = consumer(settings);
        round(patient);
        assertThat(texts()).containsExactly("Stored, and not acknowledged.");
        round(consumer(settings.claimAfter(Duration.ZERO)));

        assertThat(texts()).containsExactly("Stored, and not acknowledged.", "Neither stored nor acknowledged.");
        assertThat(pending()).isZero();
    }

    @Test
    void a_stream_that_was_lost_with_its_group_is_begun_again() {
        StreamConsumer consumer = consumer(settings);
        round(consumer);
        redis("DEL", settings.stream());
        transcriber.says(segment(1, "After Redis came back empty."));

        Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
            round(consumer);
            assertThat(texts()).containsExactly("After Redis came back empty.");
        });
    }

    @Test
    void messages_that_somebody_else_removed_hold_up_nothing() {
        transcriber.says(segment(1, "Removed."));
        stream.makeGroup(settings.stream(), settings.group()).await().atMost(TIMEOUT);
        stream.newMessages(settings.stream(), settings.group(), "dead", 10)
                .await()
                .atMost(TIMEOUT);
        redis("XTRIM", settings.stream(), "MAXLEN", "0");
        transcriber.says(segment(5, "Still there."));

        round(consumer(settings.claimAfter(Duration.ZERO)));
        care(settings);

        assertThat(texts()).containsExactly("Still there.");
        assertThat(pending()).isZero();
        assertThat(length()).isZero();
    }

    @Test
    void a_group_of_others_is_waited_for() {
        redis("XGROUP", "CREATE", settings.stream(), "collector_group", "0", "MKSTREAM");
        transcriber.says(segment(1, "For both."));

        round(consumer(settings));
        care(settings);
        assertThat(length()).isEqualTo(1);
        redis("XREADGROUP", "GROUP", "collector_group", "them", "NOACK", "STREAMS", settings.stream(), ">");
        care(settings);

        assertThat(length()).isZero();
    }

    // Trouble
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void while_the_database_does_not_answer_nothing_is_acknowledged_and_nothing_lost() {
        transcriber.says(segment(1, "Said in the outage."));
        StreamConsumer consumer = consumer(settings.batch(1));
        try (Locked table = Locked.table("transcriptions")) {
            round(consumer);
            transcriber.says(segment(5, "Said later in the outage."));
            round(consumer);
            assertThat(pending()).isEqualTo(1);
            assertThat(registry.get("rollcall.transcript.lag").gauge().value()).isPositive();
        }

        rounds(consumer, 3);

        assertThat(texts()).containsExactly("Said in the outage.", "Said later in the outage.");
        assertThat(pending()).isZero();
        assertThat(letters()).isEmpty();
    }

    @Test
    void while_redis_is_down_readers_are_quiet_and_go_on_afterwards() {
        StreamConsumer consumer = consumer(settings);
        round(consumer);
        LocalServices services = LocalServices.shared();
        services.stopRedis();
        try {
            round(consumer);
            assertThat(user.request().get("/meetings").statusCode()).isEqualTo(200);
        } finally {
            services.startRedis();
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> redisChannels.isUp().await().atMost(Duration.ofSeconds(5)));
        }
        transcriber.says(segment(1, "Back again."));

        Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
            round(consumer);
            assertThat(texts()).containsExactly("Back again.");
        });
    }

    // Versions
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void a_later_version_replaces_the_earlier() {
        transcriber.says(draft(1, "Let us"));
        round(consumer(settings));
        transcriber.says(draft(1, "Let us begin"));
        transcriber.says(segment(1, "Let us begin."));

        round(consumer(settings));

        assertThat(texts()).containsExactly("Let us begin.");
    }

    @Test
    void what_is_complete_is_not_replaced_by_a_draft_that_came_later() {
        transcriber.says(segment(1, "Let us begin."));
        transcriber.says(draft(1, "Let us beg"));

        round(consumer(settings));
        transcriber.says(draft(1, "Let us be"));
        round(consumer(settings));

        assertThat(texts()).containsExactly("Let us begin.");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_order_in_which_messages_are_stored_does_not_matter(long seed) {
        List<SegmentStream.Message> messages = new ArrayList<>();
        String[] drafts = {"A", "A b", "A b c", "A b c d"};
        for (int i = 0; i < drafts.length; i++) {
            messages.add(message(i, transcriber.message("transcription", draft(1, drafts[i]))));
            messages.add(message(i + 10, transcriber.message("transcription", segment(5, drafts[i]))));
            messages.add(message(
                    i + 20,
                    transcriber.message(
                            "transcription",
                            segment(9 + i, drafts[i]).put("segment_id", "same").put("completed", i == 1))));
        }
        Collections.shuffle(messages, new Random(seed));
        System.out.println("seed " + seed);

        for (SegmentStream.Message message : messages) {
            ingest(settings).take(List.of(message)).await().atMost(TIMEOUT);
        }

        assertThat(texts()).containsExactly("A b c d", "A b c d", "A b");
    }

    private static SegmentStream.Message message(int number, JsonObject payload) {
        return new SegmentStream.Message(
                new StreamId(Instant.now().toEpochMilli() - 1_000, number), payload.encode(), false);
    }

    @Test
    void a_segment_with_an_id_may_move() {
        transcriber.says(draft(1, "Let us").put("segment_id", "s1"));
        transcriber.says(segment(1.2, "Let us begin.").put("segment_id", "s1"));

        round(consumer(settings));

        assertThat(texts()).containsExactly("Let us begin.");
    }

    @Test
    void ten_thousand_segments_in_one_message_are_stored() {
        JsonObject[] segments = new JsonObject[10_000];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = new JsonObject().put("start", i).put("text", "w" + i);
        }
        settings = settings.batch(2);
        transcriber.says(segments);
        assertThat(transcriber.message("transcription", segments).encode().length())
                .isGreaterThan(Settings.LARGEST);

        round(consumer(settings));
        assertThat(letters()).extracting(letter -> letter.get("reason")).containsExactly("too_large");
        Uni<List<StreamId>> all = new TranscriptIngest(
                        reader, origins, store, deadLetters(settings), meters(), largeSettings(), clock)
                .take(List.of(message(1, transcriber.message("transcription", segments))));
        all.await().atMost(TIMEOUT);

        assertThat(transcriber.rows()).isEqualTo(10_000);
    }

    private TranscriptConfig largeSettings() {
        return Arc.container().instance(TranscriptConfig.class).get();
    }

    // Poison
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void one_bad_segment_costs_none_of_its_neighbours() {
        transcriber.send(transcriber
                .message("transcription", segment(1, "Good."), segment(2, "NUL\u0000 and half a pair HALF."))
                .encode()
                .replace("HALF", "\\ud800")
                .replace(
                        "]}",
                        ", {\"start\": NaN, \"end\": NaN, \"text\": \"never\"}, 7, null, {}, {\"text\": \"when?\"},"
                                + " {\"start\": \"3.500\", \"end\": \"1\", \"text\": \"Backwards.\"},"
                                + " {\"start\": 4, \"end\": NaN, \"text\": \"No end.\"},"
                                + " {\"start\": 5, \"end\": 6, \"text\": \"  \"},"
                                + " {\"start\": 1e300, \"end\": 2e300, \"text\": \"in another universe\"}]}"));

        round(consumer(settings));

        assertThat(texts()).containsExactly("Good.", "NUL and half a pair \ufffd.", "Backwards.", "No end.");
        assertThat(letters()).hasSize(1);
        assertThat(letters().get(0)).containsEntry("reason", "bad_segments").containsEntry("segments", "10");
        assertThat(letters().get(0).get("detail")).startsWith("6 segments");
        assertThat(Database.number(
                        "select count(*) from transcriptions where meeting_id = $1 and end_time < start_time",
                        transcriber.meetingId()))
                .isZero();
    }

    @Test
    void poison_goes_to_the_dead_letters_with_the_reason_and_never_with_the_token() {
        Transcriber stranger = Transcriber.of(User.withLimit(1)).on(settings.stream());
        String secret = transcriber.token();
        transcriber.send("{\"type\": \"transcription\", \"token\": \"" + secret);
        transcriber.send("[1, 2]");
        transcriber.add("other", "no payload");
        transcriber.send(transcriber.message("party").encode());
        transcriber.withToken("eyJhbGciOiJub25lIn0.e30.").says(segment(1, "forged"));
        transcriber.withToken(null).says(segment(1, "nobody"));
        transcriber.withToken("a key that nobody has").says(segment(1, "unknown"));
        transcriber.withToken(stranger.token()).says(segment(1, "of another meeting"));
        transcriber.withToken(stranger.token()).says(segment(1, "of another meeting, again"));
        transcriber.says(segment(1, "x".repeat(Settings.LARGEST)));
        transcriber.says(segment(1, "Good."));

        round(consumer(settings));

        assertThat(letters())
                .extracting(letter -> letter.get("reason"))
                .containsExactlyInAnyOrder(
                        "unreadable",
                        "unreadable",
                        "unreadable",
                        "unknown_type",
                        "bad_token",
                        "bad_token",
                        "bad_token",
                        "other_meeting",
                        "other_meeting",
                        "too_large");
        assertThat(letters().toString())
                .doesNotContain(secret)
                .doesNotContain(stranger.token())
                .doesNotContain("a key that nobody has")
                .doesNotContain("forged")
                .doesNotContain("of another meeting, again");
        assertThat(texts()).containsExactly("Good.");
        assertThat(stranger.rows()).isZero();
        assertThat(pending()).isZero();
        assertThat(registry.counter("rollcall.transcript.refused", "reason", "bad_token")
                        .count())
                .isEqualTo(3);
    }

    @Test
    void a_message_that_no_database_could_be_asked_about_holds_up_nobody() {
        JsonObject hostile = transcriber
                .withToken(user.key())
                .message("transcription", segment(1, "x"))
                .put("platform", "zoom\u0000")
                .put("meeting_id", "\u0000".repeat(300));
        transcriber.send(hostile.encode());
        transcriber.send(
                hostile.put("token", "\u0000").put("uid", "\u0000\u0001").encode());
        transcriber.send("{".repeat(5_000));
        transcriber.send("[".repeat(5_000) + "]".repeat(5_000));
        transcriber.says(segment(1, "Good."));

        round(consumer(settings.grace(Duration.ZERO)));

        assertThat(texts()).containsExactly("Good.");
        assertThat(letters())
                .extracting(letter -> letter.get("reason"))
                .containsExactlyInAnyOrder("unknown_meeting", "bad_token", "unreadable", "unreadable");
        assertThat(pending()).isZero();
    }

    /** A rule that nothing of ours breaks, so that the database alone refuses. */
    @Test
    void what_the_database_alone_refuses_costs_no_other_message() {
        String rule = "no_word_" + Math.abs(transcriber.meet().hashCode());
        Database.run("alter table transcriptions add constraint %s check (text <> '%s')".formatted(rule, rule));
        try {
            transcriber.says(segment(1, "Before."));
            transcriber.says(segment(2, rule), segment(3, "In the same message."));
            transcriber.says(segment(4, "After."));

            round(consumer(settings));
        } finally {
            Database.run("alter table transcriptions drop constraint " + rule);
        }

        assertThat(texts()).containsExactly("Before.", "After.");
        assertThat(letters()).extracting(letter -> letter.get("reason")).containsExactly("not_storable");
        assertThat(pending()).isZero();
    }

    @Test
    void a_database_of_another_version_loses_no_words() {
        transcriber.says(segment(1, "Said while the tables were changed."));
        StreamConsumer consumer = consumer(settings);
        Database.run("alter table transcript_sessions rename to transcript_sessions_aside");
        try {
            round(consumer);
            assertThat(pending()).isEqualTo(1);
        } finally {
            Database.run("alter table transcript_sessions_aside rename to transcript_sessions");
        }

        rounds(consumer, 2);

        assertThat(texts()).containsExactly("Said while the tables were changed.");
        assertThat(letters()).isEmpty();
    }

    @Test
    void a_key_opens_the_meetings_of_its_user_alone() {
        User stranger = User.withLimit(1);
        transcriber.withToken(stranger.key()).says(segment(1, "I was never there."));

        round(consumer(settings.grace(Duration.ZERO)));

        assertThat(texts()).isEmpty();
        assertThat(letters()).extracting(letter -> letter.get("reason")).containsExactly("unknown_meeting");
    }

    @Test
    void a_meeting_that_is_not_known_yet_is_waited_for() {
        String meet = User.newMeet();
        new Transcriber(0, meet, "some-uid", user.key(), settings.stream()).says(segment(1, "Early."));
        Settings now = settings.claimAfter(Duration.ZERO);
        StreamConsumer consumer = consumer(now);
        round(consumer);
        assertThat(pending()).isEqualTo(1);
        assertThat(letters()).isEmpty();
        Transcriber late = Transcriber.of(user, meet);

        rounds(consumer, 3);

        assertThat(late.rows()).isEqualTo(1);
        assertThat(pending()).isZero();
    }

    @Test
    void a_token_that_was_good_when_the_words_were_said_is_good_enough() {
        transcriber.says(segment(1, "Said in time."));
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(3)), ZoneOffset.UTC);

        round(consumer(settings, later));

        assertThat(texts()).containsExactly("Said in time.");
    }

    @Test
    void words_that_come_after_a_redaction_are_refused() {
        Bot.of(transcriber.meetingId()).inMeeting().reports("completed");
        transcriber.says(segment(1, "Before."));
        round(consumer(settings));
        user.request()
                .delete("/meetings/google_meet/" + transcriber.meet())
                .then()
                .statusCode(200);
        assertThat(texts()).isEmpty();

        transcriber.says(segment(5, "Afterwards."));
        transcriber.withToken(user.key()).says(segment(6, "Afterwards, with a key."));
        round(consumer(settings.grace(Duration.ZERO)));
        care(settings);

        assertThat(texts()).isEmpty();
        assertThat(letters())
                .extracting(letter -> letter.get("reason"))
                .containsExactlyInAnyOrder("redacted", "unknown_meeting");
        assertThat(letters().toString()).doesNotContain("Afterwards");
        assertThat(length()).isZero();
        assertThat(pending()).isZero();
    }

    @Test
    void words_and_redactions_at_the_same_moment_leave_nothing() {
        for (int i = 0; i < 5; i++) {
            Transcriber next = Transcriber.of(user).on(settings.stream());
            Bot.of(next.meetingId()).inMeeting().reports("completed");
            for (int j = 0; j < 20; j++) {
                next.says(segment(j, "Word " + j));
            }
            StreamConsumer consumer = consumer(settings.batch(3));
            AtOnce.all(List.<Callable<Object>>of(
                    () -> rounds(consumer, 8),
                    () -> user.request()
                            .delete("/meetings/google_meet/" + next.meet())
                            .then()
                            .statusCode(200)));
            assertThat(next.rows()).isZero();
        }
    }

    @Test
    void dead_letters_of_a_redacted_meeting_go_with_it() {
        Bot.of(transcriber.meetingId()).inMeeting().reports("completed");
        DeadLetters ofTheService = Arc.container().instance(DeadLetters.class).get();
        String dead = Transcriber.STREAM + ":dead";
        TranscriptMessage message = read(transcriber.message("transcription", segment(1, "x")));
        for (int i = 0; i < 3; i++) {
            ofTheService
                    .add(new StreamId(1, i), Refusal.BAD_TOKEN, "No.", message, 10)
                    .await()
                    .atMost(TIMEOUT);
        }
        assertThat(redis("XRANGE", dead, "-", "+").toString()).contains(transcriber.meet());

        user.request()
                .delete("/meetings/google_meet/" + transcriber.meet())
                .then()
                .statusCode(200);

        assertThat(redis("XRANGE", dead, "-", "+").toString()).doesNotContain(transcriber.meet());
    }

    private TranscriptMessage read(JsonObject message) {
        try {
            return reader.read(message.encode());
        } catch (MessageReader.RefusedException e) {
            throw new AssertionError(e);
        }
    }

    // The stage
    // -------------------------------------------------------------------------------------------------------------

    /** A segment that may still change. */
    private static JsonObject draft(double start, String text) {
        return segment(start, text).put("completed", false);
    }

    private TranscriptMeters meters;

    private TranscriptMeters meters() {
        if (meters == null) {
            meters = new TranscriptMeters(registry, clock);
        }
        return meters;
    }

    private DeadLetters deadLetters(Settings of) {
        return new DeadLetters(stream, of, meters(), clock);
    }

    private TranscriptIngest ingest(Settings of) {
        return ingest(of, clock);
    }

    private TranscriptIngest ingest(Settings of, Clock time) {
        return new TranscriptIngest(reader, origins, store, deadLetters(of), meters(), of, time);
    }

    private StreamConsumer consumer(Settings of) {
        return consumer(of, clock);
    }

    private StreamConsumer consumer(Settings of, Clock time) {
        return new StreamConsumer(stream, ingest(of, time), meters(), of, time);
    }

    private static void round(StreamConsumer consumer) {
        consumer.round().await().atMost(TIMEOUT);
    }

    private static Void rounds(StreamConsumer consumer, int times) {
        for (int i = 0; i < times; i++) {
            round(consumer);
        }
        return null;
    }

    private void care(Settings of) {
        new StreamCare(stream, deadLetters(of), of, clock).care().await().atMost(TIMEOUT);
    }

    private List<String> texts() {
        return Database.rows(
                        "select text from transcriptions where meeting_id = $1 order by start_at, id",
                        transcriber.meetingId())
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private long pending() {
        Response summary = redis("XPENDING", settings.stream(), settings.group());
        return summary.get(0).toLong();
    }

    private long length() {
        return redis("XLEN", settings.stream()).toLong();
    }

    private List<Map<String, String>> letters() {
        return List.copyOf(stream.range(settings.stream() + ":dead", "-", 100)
                .await()
                .atMost(TIMEOUT)
                .values());
    }
}
