package dev.rollcall.dashboard;

import dev.rollcall.stage.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What was said in meetings of tests, and what came of it. */
final class Minutes {

    private Minutes() {}

    /** Seven lines, a summary and three tasks. */
    static void of(long meeting) {
        Arrays.stream(sql(meeting).split(";\\n"))
                .filter(statement -> !statement.isBlank())
                .forEach(Database::run);
    }

    static String sql(long meeting) {
        return file("minutes.sql").replace(":meeting", Long.toString(meeting));
    }

    static String file(String name) {
        try (InputStream in = Minutes.class.getResourceAsStream("/dashboard/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** "Sentence 1.", "Sentence 2." and so on, later than all else. */
    static void talk(long meeting, int sentences) {
        Database.run("""
                insert into transcriptions (
                    meeting_id, user_id, session_uid, segment_key, start_time, end_time, start_at, text, speaker, language,
                    completed)
                select m.id, m.user_id, 'talk', 'talk:' || i, 100 + i, 101 + i,
                       m.created_at + (100 + i) * interval '1 second', 'Sentence ' || i || '.', 'Ada', 'en', true
                from meetings m
                cross join generate_series(1, $2::int) i
                where m.id = $1
                """, meeting, sentences);
    }
}
