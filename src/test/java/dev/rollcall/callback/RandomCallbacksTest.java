package dev.rollcall.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.HistoryEntry;
import dev.rollcall.lifecycle.Source;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Callbacks as a bad network brings them: doubled, late, in any order, from launches that are over. Whatever comes, the
 * database holds what the pure rules say. {@code -Drollcall.chaos.sequences=10000} for the long version; a failure names
 * the seed of its sequence, {@code -Drollcall.chaos.seed} plays from there.
 */
@QuarkusTest
class RandomCallbacksTest {

    private static final int SEQUENCES = Integer.getInteger("rollcall.chaos.sequences", 150);
    private static final int AT_ONCE = 4;
    private static final int LONGEST = 14;
    private static final long SEED = Long.getLong("rollcall.chaos.seed", System.nanoTime());

    @Test
    void whateverBotsSayOneAfterTheOtherTheDatabaseHoldsWhatTheRulesSay() throws Exception {
        play(SEQUENCES / 2, RandomCallbacksTest::oneAfterTheOther);
    }

    @Test
    void whateverBotsSayAtOnceTheDatabaseHoldsWhatTheRulesSayInTheOrderOfTheRevisions() throws Exception {
        play(SEQUENCES - SEQUENCES / 2, RandomCallbacksTest::atOnce);
    }

    /** Each sequence has a seed of its own. */
    private static void play(int sequences, BiConsumer<User, Long> sequence) throws Exception {
        System.out.printf("RandomCallbacksTest %d sequences from seed %d%n", sequences, SEED);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<User> users = IntStream.range(0, AT_ONCE)
                    .mapToObj(i -> User.withoutLimit())
                    .toList();
            List<Future<?>> played = new ArrayList<>();
            for (int i = 0; i < sequences; i++) {
                long seed = SEED + i;
                User user = users.get(i % AT_ONCE);
                played.add(threads.submit(() -> sequence.accept(user, seed)));
            }
            for (Future<?> each : played) {
                each.get(30, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void oneAfterTheOther(User user, long seed) {
        Random random = new Random(seed);
        TalkedTo meeting = new TalkedTo(user);
        List<Word> words = words(random);
        int stopAt = random.nextInt(2 * LONGEST); // half of them are not stopped
        for (int i = 0; i < words.size(); i++) {
            if (i == stopAt) {
                meeting.stop();
                meeting.model(new Event.StopRequested(Source.USER));
            }
            Word word = words.get(i);
            JsonObject answer = meeting.say(word);
            Decision decision = meeting.model(word.event());
            assertThat(answer.getString("meeting_status"))
                    .as("seed %d, %s", seed, word)
                    .isEqualTo(decision.next().status().word());
            assertThat(answer.getBoolean("fenced", false))
                    .as("seed %d, %s", seed, word)
                    .isEqualTo(decision.answer() == Answer.FENCED);
        }
        meeting.assertAsTheRulesSay("seed " + seed);
        assertHistory(meeting, words, "seed " + seed);
    }

    private static void atOnce(User user, long seed) {
        Random random = new Random(seed);
        TalkedTo meeting = new TalkedTo(user);
        List<Word> words = words(random);
        List<Callable<Object>> calls = new ArrayList<>();
        for (List<Word> share :
                List.of(words.subList(0, words.size() / 2), words.subList(words.size() / 2, words.size()))) {
            calls.add(() -> {
                share.forEach(meeting::say);
                return null;
            });
        }
        if (random.nextBoolean()) {
            calls.add(() -> {
                meeting.stop();
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            for (Future<Object> call : threads.invokeAll(calls)) {
                call.get();
            }
        } catch (Exception e) {
            throw new AssertionError("seed " + seed, e);
        } finally {
            threads.shutdownNow();
        }
        retell(meeting, words, "seed " + seed);
        meeting.assertAsTheRulesSay("seed " + seed);
        assertHistory(meeting, words, "seed " + seed);
    }

    /** Doubled and in any order, of the present launch and of two older ones. */
    private static List<Word> words(Random random) {
        List<Word> words = new ArrayList<>();
        int count = 2 + random.nextInt(LONGEST - 1);
        for (int number = 0; number < count; number++) {
            int attempt = random.nextInt(4) > 0 ? TalkedTo.PRESENT : 1 + random.nextInt(2);
            Word word = Word.random(random, number, attempt);
            words.add(word);
            if (random.nextInt(4) == 0) {
                words.add(word);
            }
        }
        Collections.shuffle(words, random);
        return words;
    }

    /** Tells the rules what the history says was decided, and wants to hear the same. */
    private static void retell(TalkedTo meeting, List<Word> words, String description) {
        Map<Integer, Word> byNumber =
                words.stream().collect(Collectors.toMap(Word::number, word -> word, (one, same) -> one));
        Map<Long, List<Row>> decisions = meeting.history().stream()
                .collect(
                        Collectors.groupingBy(row -> row.getLong("revision"), LinkedHashMap::new, Collectors.toList()));
        decisions.forEach((revision, rows) -> {
            Row last = rows.get(rows.size() - 1);
            Event event = last.getString("source").equals("user")
                    ? new Event.StopRequested(Source.USER)
                    : byNumber.get(last.getInteger("word")).event();
            assertThat(meeting.model(event).history())
                    .as("%s, revision %d: %s", description, revision, event)
                    .extracting(RandomCallbacksTest::shown)
                    .isEqualTo(rows.stream().map(RandomCallbacksTest::shown).toList());
        });
    }

    /** Its steps follow each other without a gap, and every word of an older launch is in it. */
    private static void assertHistory(TalkedTo meeting, List<Word> words, String description) {
        List<Row> history = meeting.history();
        String at = "requested";
        for (Row row : history) {
            assertThat(row.getString("from_status")).as(description).isEqualTo(at);
            at = List.of("transition", "implied").contains(row.getString("kind")) ? row.getString("to_status") : at;
        }
        assertThat(at).as(description).isEqualTo(meeting.model().status().word());
        assertThat(history.stream()
                        .filter(row -> row.getString("kind").equals("fenced"))
                        .map(row -> row.getInteger("word")))
                .as(description)
                .containsExactlyInAnyOrderElementsOf(words.stream()
                        .filter(word -> word.attempt() != TalkedTo.PRESENT)
                        .map(Word::number)
                        .toList());
    }

    private static String shown(HistoryEntry entry) {
        return shown(
                entry.kind().word(),
                entry.from().word(),
                entry.to() == null ? null : entry.to().word());
    }

    private static String shown(Row row) {
        return shown(row.getString("kind"), row.getString("from_status"), row.getString("to_status"));
    }

    private static String shown(String kind, String from, String to) {
        return kind + " " + from + ">" + to;
    }
}
