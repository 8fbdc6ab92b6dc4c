package dev.rollcall.transcript;

import static dev.rollcall.transcript.Transcriber.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words are found by those whose they are, quickly among those of all. */
@QuarkusTest
class TranscriptSearchTest {

    private User user;
    private Transcriber transcriber;

    @BeforeEach
    void aMeetingInWhichALotWasSaid() {
        user = User.withLimit(5);
        transcriber = Transcriber.of(user);
        Transcriber.post(transcriber
                .message("session_start")
                .put("start_timestamp", Transcriber.BEGAN)
                .encode());
        transcriber
                .posts(
                        segment(1, "The quick brown fox jumps."),
                        segment(10, "A lazy dog sleeps; the fox does not."),
                        segment(20, "Отчёт нужен к понедельнику."),
                        segment(30, "<b>Tom & Jerry's \"tag\"</b> <script>alert(1)</script> fox-trot \uE000x\uE001"),
                        segment(40, "הדוח מוכן"))
                .then()
                .statusCode(200);
    }

    private Response search(String question) {
        return user.request().queryParam("q", question).get("/transcripts/search");
    }

    private List<Float> starts(String question) {
        return search(question).then().statusCode(200).extract().path("results.segment.start");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quick               | 1",
                "QUICK Fox           | 1",
                "\"quick brown\"     | 1",
                "\"brown quick\"     | none",
                "dog or quick        | 10 1",
                "fox -quick          | 30 10",
                "fox                 | 30 10 1",
                "отчёт               | 20",
                "НУЖЕН Понедельнику  | 20",
                "הדוח                | 40",
                "jump                | none",
                ",                   | none",
                "-- ' ) :* & !       | none"
            })
    void all_words_are_found_as_they_were_said_the_newest_first(String question, String expected) {
        List<String> found = starts(question).stream()
                .map(start -> Integer.toString(start.intValue()))
                .toList();

        assertThat(found).isEqualTo(expected.equals("none") ? List.of() : List.of(expected.split(" ")));
    }

    @Test
    void a_hit_tells_where_and_when_and_its_snippet_is_safe_to_show() {
        search("tom jerry")
                .then()
                .statusCode(200)
                .body("results", hasSize(1))
                .body("results[0].meeting_id", equalTo((int) transcriber.meetingId()))
                .body("results[0].platform", equalTo("google_meet"))
                .body("results[0].native_meeting_id", equalTo(transcriber.meet()))
                .body("results[0].segment.absolute_start_time", equalTo("2026-03-01T10:00:30Z"))
                .body("results[0].snippet", containsString("<mark>Tom</mark> &amp; <mark>Jerry</mark>&#39;s"))
                .body("next_cursor", nullValue());
        String snippet = search("tom jerry").path("results[0].snippet");
        assertThat(snippet.replace("<mark>", "").replace("</mark>", "")).doesNotContain("<", ">", "\uE000");
    }

    @Test
    void what_others_said_is_not_found() {
        User stranger = User.withLimit(1);
        Transcriber.of(stranger).posts(segment(1, "My own fox.")).then().statusCode(200);

        stranger.request()
                .queryParam("q", "fox")
                .get("/transcripts/search")
                .then()
                .body("results", hasSize(1))
                .body("results[0].segment.text", equalTo("My own fox."));
        // the word that stands for an owner cannot be asked for
        stranger.request()
                .queryParam("q", "\"#" + user.id() + "\"")
                .get("/transcripts/search")
                .then()
                .statusCode(200)
                .body("results", hasSize(0));
    }

    @Test
    void pages_follow_one_another_without_a_gap() {
        Database.run("""
                insert into transcriptions (
                    meeting_id, user_id, session_uid, segment_key, start_at, start_time, end_time, text)
                select $1, $2, 'u', 'more:' || n, timestamptz '2026-03-01T10:00:00Z' + n / 4 * interval '1 second', n, n,
                       'page ' || n
                from generate_series(1, 250) n
                """, transcriber.meetingId(), user.id());
        List<String> all = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        while (cursor != null) {
            Response page = user.request()
                    .get("/transcripts/search?q=page&limit=100" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            all.addAll(page.then().statusCode(200).extract().path("results.segment.text"));
            cursor = page.path("next_cursor");
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(all)
                .hasSize(250)
                .doesNotHaveDuplicates()
                .startsWith("page 250")
                .endsWith("page 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?q=",
                "?q=%20",
                "?q=a%00b",
                "?q=x&limit=0",
                "?q=x&limit=101",
                "?q=x&limit=many",
                "?q=x&cursor=here",
                "?q=x&cursor=OTIyMzM3MjAzNjg1NDc3NTgwNy4x",
                "?q=x&cursor=Nw"
            })
    void a_wrong_question_is_refused_with_a_sentence(String query) {
        user.request()
                .urlEncodingEnabled(false)
                .get("/transcripts/search" + query)
                .then()
                .statusCode(422)
                .body("errors", hasSize(1));
    }

    @Test
    void a_question_that_is_too_long_is_refused() {
        search("x".repeat(201)).then().statusCode(422);
        search("word ".repeat(40).strip()).then().statusCode(200);
    }

    /** The plan is the one of docs/performance.md. */
    @Test
    void among_a_hundred_thousand_segments_the_index_alone_finds_the_words_of_one_user() {
        User other = User.withLimit(1);
        Transcriber others = Transcriber.of(other);
        for (Object[] share : new Object[][] {{transcriber, user, 10_000}, {others, other, 90_000}}) {
            Database.run("""
                    insert into transcriptions (
                        meeting_id, user_id, session_uid, segment_key, start_at, start_time, end_time, text)
                    select $1, $2, 'many', 'many:' || n, now() - n * interval '1 second', n, n + 2,
                           'everybody says this and number' || n || ' and word' || n % 1000
                    from generate_series(1, $3::integer) n
                    """, ((Transcriber) share[0]).meetingId(), ((User) share[1]).id(), share[2]);
        }
        Database.run("analyze transcriptions");

        for (String question : List.of("word7", "everybody", "number4711 or word7", "everybody -word7")) {
            String plan = plan(user.id(), question);
            System.out.println("-- " + question + "\n" + plan);
            assertThat(plan).contains("transcriptions_by_word").doesNotContain("Seq Scan on transcriptions");
        }
        long began = System.nanoTime();
        assertThat(starts("word7")).hasSize(10);
        System.out.printf("one search over HTTP: %.1f ms%n", (System.nanoTime() - began) / 1e6);
        user.request()
                .get("/transcripts/search?q=everybody")
                .then()
                .body("results", hasSize(20))
                .body("results[0].meeting_id", equalTo((int) transcriber.meetingId()));
        // other tests look through all rows there are
        Database.run("delete from transcriptions where session_uid = 'many'");
    }

    private static String plan(long userId, String question) {
        String sql = TranscriptSearch.SQL
                .replace("$1", Long.toString(userId))
                .replace("$2", "'" + question + "'")
                .replace("$3", "timestamptz '9999-12-31'")
                .replace("$4", Long.toString(Long.MAX_VALUE))
                .replace("$5", "21");
        StringBuilder plan = new StringBuilder();
        Database.rows("explain (analyze, buffers, costs off) " + sql)
                .forEach(row -> plan.append(row.getString(0)).append('\n'));
        return plan.toString();
    }
}
