package dev.rollcall.transition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.Together;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TransitionsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int WRITERS = 8;

    @Inject
    Transitions transitions;

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    private User user;

    @BeforeEach
    void prepare() {
        user = User.withLimit(20);
    }

    @Test
    void ofManyEventsAtOnceNoneIsLost() throws Exception {
        long meeting = user.sent();
        Bot.of(meeting).inMeeting();
        long revision = revision(meeting);
        List<Callable<TransitionRecord>> calls = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String word = "word-" + i;
            calls.add(() -> apply(meeting, new Event.BotSaid(word, Report.NOTHING)));
            calls.add(() -> apply(meeting, new Event.ReconfigureRequested("de", word)));
        }

        List<TransitionRecord> records = Together.call(calls);

        assertThat(records).hasSize(2 * WRITERS);
        assertThat(Database.number(
                        "select count(distinct reason) from status_transitions "
                                + "where meeting_id = $1 and kind = 'evidence'",
                        meeting))
                .isEqualTo(WRITERS);
        assertThat(Database.number(
                        "select count(distinct payload ->> 'task') from commands where meeting_id = $1", meeting))
                .isEqualTo(WRITERS);
        assertThat(revision(meeting)).isEqualTo(revision + 2 * WRITERS);
    }

    @Test
    void aDecisionOnAnOlderRevisionIsNotWritten() {
        long meeting = user.sent();
        Bot.of(meeting).reports("joining");
        MeetingRow row = read(meeting);
        Bot.of(meeting).reports("active");

        Optional<TransitionRecord> written = transitions
                .write(pool, row, new Event.BotEnded(Status.FAILED, Report.because("late")))
                .await()
                .atMost(TIMEOUT);

        assertThat(written).isEmpty();
        assertThat(user.status(meeting)).isEqualTo("active");
        assertThat(Database.rows("select 1 from status_transitions where meeting_id = $1 and reason = 'late'", meeting))
                .isEmpty();
    }

    @Test
    void ofManyMeetingsAtOnceEachIsDecidedAndTheFeedHasNoGap() throws Exception {
        List<Long> meetings = Stream.generate(user::sent).limit(2 * WRITERS).toList();
        List<Callable<TransitionRecord>> calls = new ArrayList<>();
        for (long meeting : meetings) {
            calls.add(() -> apply(meeting, new Event.BotEnded(Status.FAILED, Report.because("crash"))));
            calls.add(() -> apply(meeting, new Event.ReconfigureRequested("de", "transcribe")));
        }

        List<TransitionRecord> records = Together.call(calls);

        assertThat(records).hasSize(4 * WRITERS);
        assertThat(meetings)
                .allSatisfy(meeting -> assertThat(user.status(meeting)).isEqualTo("failed"));
        List<Long> told = Database.rows("select seq from events where user_id = $1 order by seq", user.id()).stream()
                .map(row -> row.getLong("seq"))
                .toList();
        assertThat(told).hasSizeGreaterThanOrEqualTo(4 * WRITERS);
        assertThat(told)
                .isEqualTo(LongStream.rangeClosed(1, told.size()).boxed().toList());
        assertThat(records.stream().map(TransitionRecord::sequence).filter(Objects::nonNull))
                .doesNotHaveDuplicates()
                .hasSize(2 * WRITERS);
    }

    @Test
    void theSameWordsAboutTwoMeetingsAreTwoDecisions() throws Exception {
        List<Long> meetings = Stream.generate(user::sent).limit(WRITERS).toList();
        Event event = new Event.BotSaid("the same", Report.NOTHING);
        List<Callable<TransitionRecord>> calls = meetings.stream()
                .<Callable<TransitionRecord>>map(meeting -> () -> apply(meeting, event))
                .toList();

        List<TransitionRecord> records = Together.call(calls);

        assertThat(records.stream().map(TransitionRecord::meetingId)).containsExactlyInAnyOrderElementsOf(meetings);
    }

    @Test
    void whoIsWrittenWithOthersGoesOnInItsOwnContext() throws Exception {
        List<Long> meetings = Stream.generate(user::sent).limit(2 * WRITERS).toList();

        List<Boolean> inTheirOwn = Together.call(meetings.stream()
                .<Callable<Boolean>>map(meeting -> () -> staysInItsContext(meeting))
                .toList());

        assertThat(inTheirOwn).hasSize(2 * WRITERS).containsOnly(true);
    }

    private boolean staysInItsContext(long meeting) throws Exception {
        Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        CompletableFuture<Boolean> same = new CompletableFuture<>();
        own.runOnContext(now -> transitions
                .apply(meeting, said())
                .subscribe()
                .with(record -> same.complete(Vertx.currentContext() == own), same::completeExceptionally));
        return same.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aMeetingThatSomebodyHoldsHoldsUpNoOther() throws Exception {
        List<Long> meetings = Stream.generate(user::sent).limit(2 * WRITERS).toList();
        long held = meetings.get(0);
        LocalServices services = LocalServices.shared();
        try (Connection other =
                        DriverManager.getConnection(services.jdbcUrl(), services.username(), services.password());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from meetings where id = %d for update".formatted(held));
            CompletableFuture<Optional<TransitionRecord>> waiting =
                    transitions.apply(held, said()).subscribeAsCompletionStage();

            List<TransitionRecord> records = Together.call(meetings.stream()
                    .skip(1)
                    .<Callable<TransitionRecord>>map(meeting -> () -> apply(meeting, said()))
                    .toList());

            assertThat(records).hasSize(2 * WRITERS - 1);
            assertThat(waiting).isNotDone();
            other.rollback();
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isPresent();
        }
    }

    @Test
    void anEventOfNoMeetingIsNothing() {
        assertThat(transitions
                        .apply(Long.MAX_VALUE, new Event.BotSaid("x", Report.NOTHING))
                        .await()
                        .atMost(TIMEOUT))
                .isEmpty();
        assertThat(transitions
                        .applyToConnection(UUID.randomUUID(), new Event.BotSaid("x", Report.NOTHING))
                        .await()
                        .atMost(TIMEOUT))
                .isEmpty();
    }

    @Test
    void everyTransitionIsOneLineWithoutSecrets() {
        Lines lines = new Lines();
        Logger logger = Logger.getLogger(Transitions.class.getName());
        logger.addHandler(lines);
        try {
            String nativeId = "1234567890";
            long meeting = user.request()
                    .body("{\"platform\": \"teams\", \"native_meeting_id\": \"%s\", \"passcode\": \"Geheim1234\"}"
                            .formatted(nativeId))
                    .post("/bots")
                    .then()
                    .statusCode(201)
                    .extract()
                    .jsonPath()
                    .getLong("id");
            Bot bot = Bot.of(meeting);
            bot.reports("active");
            bot.reports("active");
            bot.reports("failed", ", \"exit_code\": 1, \"reason\": \"a\\nb\\u2028c \\\"d\\\"\\u009b\\u202e\"");

            List<String> ours = lines.with("meeting=" + meeting + " ");
            assertThat(ours).hasSize(3);
            assertThat(ours.get(0))
                    .isEqualTo("transition meeting=%d user=%d from=- to=requested source=creation reason=-"
                            .formatted(meeting, user.id()));
            assertThat(ours.get(1)).contains("from=requested to=active source=bot_callback reason=-");
            assertThat(ours.get(2)).contains("from=active to=failed source=bot_callback reason=\"a");
            assertThat(ours)
                    .allSatisfy(line -> assertThat(line)
                            .doesNotContainPattern("[\\p{Cc}\\u2028\\u2029\\u202e]")
                            .doesNotContain("Geheim1234")
                            .doesNotContain(bot.token())
                            .doesNotContain(user.key()));
        } finally {
            logger.removeHandler(lines);
        }
    }

    private static Event said() {
        return new Event.BotSaid("word", Report.NOTHING);
    }

    private TransitionRecord apply(long meeting, Event event) {
        return transitions.apply(meeting, event).await().atMost(TIMEOUT).orElseThrow();
    }

    private static MeetingRow read(long meeting) {
        return MeetingRow.of(Database.rows("select " + MeetingRow.COLUMNS + " from meetings m where m.id = $1", meeting)
                .get(0));
    }

    private static long revision(long meeting) {
        return Database.number("select revision from meetings where id = $1", meeting);
    }

    private static final class Lines extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        List<String> with(String text) {
            return lines.stream().filter(line -> line.contains(text)).toList();
        }

        @Override
        public void publish(LogRecord entry) {
            Object[] parameters = entry.getParameters();
            lines.add(
                    parameters == null ? entry.getMessage() : entry.getMessage().formatted(parameters));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
