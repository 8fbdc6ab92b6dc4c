package dev.rollcall.adoption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the rows of a Vexa database become. The rows are those of vexa/v0_6.sql. */
class AdoptedRowsTest {

    private static OldDatabase database;

    @BeforeAll
    static void adopt() {
        database = OldDatabase.ofVexa();
        database.migrate();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void usersKeepWhatTheyHad() {
        assertThat(database.text("""
                        select concat_ws(' | ', email, name, image_url, max_concurrent_bots, data,
                                         created_at at time zone 'utc')
                        from users where id = 1
                        """))
                .isEqualTo("ada@example.org | Ada Lovelace | https://example.org/ada.png | 3 | "
                        + "{\"plan\": {\"name\": \"pro\"}, \"webhook_url\": \"https://example.org/hook\", "
                        + "\"webhook_secret\": \"sesame-sesame\"} | 2025-09-16 08:30:00.123456");
        assertThat(database.text("select concat_ws(' | ', email, name, data ->> 'note') from users where id = 9"))
                .isEqualTo("李雷@例子.测试 | 李雷 🎉 | unicode ✓");
    }

    @Test
    void aLimitOfNothingOrLessMeantNoLimit() {
        assertThat(database.column("select id from users where max_concurrent_bots is null order by id"))
                .containsExactly("2", "3");
    }

    @Test
    void twoAddressesThatDifferInCaseOnlyAreBothKept() {
        assertThat(database.text("select email || ' ' || (data ->> 'email_in_vexa') from users where id = 2"))
                .isEqualTo("Ada@Example.org.duplicate-2.invalid Ada@Example.org");
    }

    @Test
    void dataThatIsNoObjectIsKeptInOne() {
        assertThat(database.text("select data from users where id = 4"))
                .isEqualTo("{\"adopted_from_vexa\": {\"data\": [\"not an object\"]}}");
        assertThat(database.text("select data from meetings where id = 18"))
                .isEqualTo("{\"adopted_from_vexa\": {\"data\": [1, 2]}}");
    }

    @Test
    void keysAreHashesWithFullAccess() {
        assertThat(database.column("""
                        select ours.id
                        from api_tokens ours
                        join adopted_vexa.api_tokens theirs
                            on ours.token_hash = sha256(convert_to(theirs.token, 'UTF8'))
                                and ours.user_id = theirs.user_id and ours.id = theirs.id
                        where ours.scopes = '{}' and ours.expires_at is null
                        order by ours.id
                        """)).containsExactly("1", "2", "3", "4", "7");
    }

    @ParameterizedTest
    @CsvSource({
        "1, completed, ",
        "3, failed, ",
        "5, failed, error",
        "6, failed, reserved",
        "7, failed, starting",
        "8, completed, finalizing",
        "9, failed, ' Odd Word '",
        "10, failed, requested",
        "11, failed, active",
        "12, failed, joining",
        "13, completed, active",
        "14, completed, stopping",
        "15, failed, awaiting_admission",
        "16, completed, ",
    })
    void aStatusBecomesOneOfOursAndTheWordIsKept(int id, String status, String original) {
        assertThat(database.text("select status from meetings where id = " + id))
                .isEqualTo(status);
        assertThat(database.text("select data -> 'adopted_from_vexa' ->> 'status' from meetings where id = " + id))
                .isEqualTo(original);
    }

    @Test
    void nothingHoldsASlotOrWaitsForATimer() {
        assertThat(database.column("""
                        select id
                        from meetings
                        where status not in ('completed', 'failed')
                           or coalesce(deadline_at, launch_at, cleanup_at) is not null
                        """)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"6, requested", "7, joining", "10, requested", "11, active", "12, joining", "15, awaiting_admission"})
    void aBotThatHadNotEndedFailedWhereItWas(int id, String stage) {
        assertThat(database.text("select failure_stage from meetings where id = " + id))
                .isEqualTo(stage);
        assertThat(database.text("select error_details #>> '{}' from meetings where id = " + id))
                .contains("adopted from Vexa");
        assertThat(database.text("""
                        select concat_ws(' ', kind, from_status, to_status, source, failure_stage)
                        from status_transitions where meeting_id = %d order by step desc limit 1
                        """.formatted(id))).matches("transition \\w+ failed adoption " + stage);
    }

    @ParameterizedTest
    @CsvSource({"2", "13", "14"})
    void aStopThatWasAskedForIsKept(int id) {
        assertThat(database.text("select concat_ws(' ', stop_reason, completion_reason, data ->> 'stop_requested')"
                        + " from meetings where id = " + id))
                .isEqualTo("stopped stopped");
    }

    @Test
    void whatHadNotEndedEndedWhenItWasLastHeardOf() {
        assertThat(database.text("select end_time at time zone 'utc' from meetings where id = 13"))
                .isEqualTo("2025-10-04 10:20:00");
    }

    @Test
    void timesMeanUtcAndMayBeMissing() {
        assertThat(database.text("""
                        select concat_ws(' | ', start_time at time zone 'utc', end_time at time zone 'utc',
                                         created_at at time zone 'utc', updated_at at time zone 'utc')
                        from meetings where id = 1
                        """))
                .isEqualTo(
                        "2025-10-01 10:00:30.5 | 2025-10-01 11:00:00.25 | 2025-10-01 10:00:00 | 2025-10-01 11:00:01");
        assertThat(database.text("select start_time is null and end_time is null and created_at is not null"
                        + " from meetings where id = 16"))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 1", "3, 2"})
    void aHistoryOfAnyShapeBecomesRows(int id, int rows) {
        assertThat(database.number(
                        "select count(*) from status_transitions where source <> 'adoption' and meeting_id = " + id))
                .isEqualTo(rows);
        assertThat(database.text("select data ?| array['status_transition', 'status_transitions', 'adopted_from_vexa']"
                        + " from meetings where id = " + id))
                .isEqualTo("f");
    }

    @Test
    void aHistoryKeepsItsOrderAndItsTimes() {
        assertThat(database.column(HISTORY_OF.formatted(1)))
                .containsExactly(
                        "0 requested joining bot_callback 2025-10-01 10:00:05.123456",
                        "1 joining awaiting_admission bot_callback 2025-10-01 10:00:10",
                        "2 awaiting_admission active bot_callback 2025-10-01 10:00:30.5",
                        "3 active completed user 2025-10-01 11:00:00.25 left_alone_timeout left_alone");
        assertThat(database.column(HISTORY_OF.formatted(2)))
                .containsExactly("0 active completed user 2025-09-16 09:30:00");
    }

    private static final String HISTORY_OF = """
            select concat_ws(' ', step, from_status, to_status, source, at at time zone 'utc', reason, completion_reason)
            from status_transitions
            where meeting_id = %d and source <> 'adoption'
            order by revision, step
            """;

    @Test
    void aHistoryThatRowsCannotHoldIsKeptInTheData() {
        assertThat(database.column(HISTORY_OF.formatted(4)))
                .containsExactly(
                        "0 requested joining bot_callback 2025-10-02 11:05:00",
                        "1 joining " + "x".repeat(50) + " bot_callback 2025-10-02 09:00:00");
        assertThat(database.text("""
                        select m.data -> 'adopted_from_vexa' -> 'status_transition' = o.data -> 'status_transition'
                        from meetings m join adopted_vexa.meetings o using (id)
                        where id = 4
                        """)).isEqualTo("t");
    }

    @Test
    void everyHistorySaysThatItWasAdopted() {
        assertThat(database.number("select count(distinct meeting_id) from status_transitions"
                        + " where source = 'adoption' and reason = 'adopted_from_vexa'"))
                .isEqualTo(database.number("select count(*) from meetings"));
    }

    @Test
    void reasonsStagesAndErrorsGetColumns() {
        assertThat(database.text("""
                        select concat_ws(' | ', failure_stage, exit_code, error_details, data)
                        from meetings where id = 3
                        """))
                .isEqualTo("joining | 1 | \"{'error_message': 'Timeout 30000ms exceeded.', 'context': None}\" | "
                        + "{\"last_error\": {\"reason\": \"join_meeting_error\", \"exit_code\": 1, "
                        + "\"timestamp\": \"2025-10-02T10:05:00\"}}");
        assertThat(database.text("""
                        select concat_ws(' | ', completion_reason, failure_stage, exit_code,
                                         error_details ->> 'error_message')
                        from meetings where id = 4
                        """)).isEqualTo("a reason of our own | active | Ünïcode 会议");
    }

    @Test
    void aReasonThatIsTooLongIsCutAndKept() {
        assertThat(database.text("select completion_reason from meetings where id = 30"))
                .isEqualTo("r".repeat(100));
        assertThat(database.text(
                        "select data -> 'adopted_from_vexa' ->> 'completion_reason' from meetings where id = 30"))
                .isEqualTo("r".repeat(120));
        assertThat(database.text("select data ->> 'error' from meetings where id = 30"))
                .isEqualTo("Failed to start bot container.");
    }

    @Test
    void passcodesLeaveTheDataThatIsShown() {
        assertThat(database.column("select bot_order from meetings where id in (1, 2, 16, 17) order by id"))
                .containsExactly(
                        "{\"meeting_url\": \"https://meet.google.com/abc-defg-hij\"}",
                        "{\"passcode\": \"aB3dE5gH\","
                                + " \"meeting_url\": \"https://teams.live.com/meet/1234567890123?p=aB3dE5gH\"}",
                        "{}",
                        "{\"passcode\": \"with space?\", \"meeting_url\": \"https://zoom.us/j/12345678901\"}");
        assertThat(database.column("select id from meetings where data ? 'passcode'"))
                .isEmpty();
    }

    @Test
    void whatPeopleWroteStays() {
        assertThat(database.text("select concat_ws(' ', data -> 'participants', data -> 'languages', data ->> 'name')"
                        + " from meetings where id = 1"))
                .isEqualTo("[\"Ada\", \"Grace\"] [\"en\", \"de\"] Weekly");
        assertThat(database.text(
                        "select concat_ws(' ', data ->> 'name', data ->> 'notes') from meetings where id = 17"))
                .isEqualTo("会议 🎉 naïve\nlines");
        assertThat(database.text("select data from meetings where id = 16")).isEqualTo("{\"redacted\": true}");
    }

    @Test
    void sessionsAreTheSame() {
        assertThat(database.column("""
                        select o.id
                        from adopted_vexa.meeting_sessions o
                        join meeting_sessions n
                            on n.id = o.id and n.meeting_id = o.meeting_id and n.session_uid = o.session_uid
                                and n.session_start_time = coalesce(o.session_start_time, n.session_start_time)
                        order by o.id
                        """)).containsExactly("1", "2", "3", "4", "5", "8");
    }

    @Test
    void transcriptsAreTheSame() {
        assertThat(database.column("""
                        select o.id
                        from adopted_vexa.transcriptions o
                        join transcriptions n
                            on (n.id, n.meeting_id, n.start_time, n.end_time, n.text)
                                    = (o.id, o.meeting_id, o.start_time, o.end_time, o.text)
                                and (n.speaker, n.language, n.session_uid)
                                    is not distinct from (o.speaker, o.language, o.session_uid)
                                and n.created_at = coalesce(o.created_at at time zone 'utc', n.created_at)
                        order by o.id
                        """)).containsExactly("1", "2", "3", "100");
    }

    @Test
    void transcriptsAreReadAndSearchedAsIfTheyHadComeInHere() {
        assertThat(database.column("""
                        select concat_ws(' ', t.id, t.segment_key, t.completed, t.user_id = m.user_id,
                                         t.start_at - t.start_time * interval '1 second'
                                             = coalesce(s.session_start_time, m.start_time, m.created_at))
                        from transcriptions t
                        join meetings m on m.id = t.meeting_id
                        left join meeting_sessions s on s.meeting_id = m.id and s.session_uid = t.session_uid
                        order by t.id
                        """))
                .containsExactly(
                        "1 at:6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a1:0 t t t",
                        "2 at:6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a1:1500 t t t",
                        "3 row:3 t t t",
                        "100 at:gone:7200125 t t t");
        assertThat(database.column("""
                        select id
                        from transcriptions
                        where search @@ (to_tsquery('simple', 'hello') && format('''#%s''', user_id)::tsquery)
                        """)).containsExactly("1");
        assertThat(database.column("select concat_ws(' ', meeting_id, session_uid, told) from transcript_sessions"))
                .containsExactlyInAnyOrder("1 6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a1 t", "18 gone t");
    }

    @Test
    void segmentsThatAreStoredTwiceOrHaveNoTimesAreKept() {
        try (OldDatabase odd = OldDatabase.ofVexa()) {
            odd.run("""
                    insert into transcriptions (id, meeting_id, start_time, end_time, text, session_uid) values
                        (201, 1, 0, 1.5, 'Hello, again.', '6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a1'),
                        (202, 1, 'NaN', 'NaN', 'When?', '6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a1'),
                        (203, 1, 'Infinity', '-Infinity', 'Never.', null),
                        (204, 1, 1e300, 0, repeat('word ', 300000), 'other')
                    """);
            odd.migrate();

            assertThat(odd.column("select segment_key from transcriptions where meeting_id = 1 order by id"))
                    .containsExactly(
                            "row:1",
                            "at:6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a1:1500",
                            "at:6f1de6e2-3fcd-4e4c-bd0f-6b1d26d2b6a1:0",
                            "row:202",
                            "row:203",
                            "row:204");
        }
    }

    /** Both ways lead to the same tables. */
    @Test
    void anAdoptedDatabaseHasTheSchemaOfANewOne() {
        String columns = """
                select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, generation_expression)
                from information_schema.columns
                where table_schema = 'public' and table_name in ('transcriptions', 'transcript_sessions')
                order by table_name, ordinal_position
                """;
        String indexes = """
                select indexdef
                from pg_indexes
                where schemaname = 'public' and tablename in ('transcriptions', 'transcript_sessions')
                order by indexname
                """;
        try (OldDatabase fresh = OldDatabase.empty()) {
            fresh.migrate();
            assertThat(database.column(columns)).isNotEmpty().isEqualTo(fresh.column(columns));
            assertThat(database.column(indexes)).isNotEmpty().isEqualTo(fresh.column(indexes));
        }
    }

    @Test
    void aLaterVersionIsTakenOverWithItsColumns() {
        try (OldDatabase later = OldDatabase.ofLaterVexa()) {
            later.migrate();

            assertThat(later.column("""
                            select concat_ws(' ', id, scopes, name, last_used_at at time zone 'utc',
                                             expires_at at time zone 'utc')
                            from api_tokens order by id
                            """))
                    .isEqualTo(List.of(
                            "1 {}", "2 {tx} reader 2026-05-01 10:00:00", "3 {}", "4 {} 2026-01-01 00:00:00", "7 {}"));
            assertThat(later.column("select segment_id from transcriptions order by id"))
                    .containsExactly("segment-1", "segment-2", "segment-3", "segment-100");
            assertThat(later.column("select segment_key from transcriptions order by id"))
                    .containsExactly("id:segment-1", "id:segment-2", "id:segment-3", "id:segment-100");
            assertThat(later.column("select id from users where max_concurrent_bots = 0 order by id"))
                    .containsExactly("2", "3", "500");
            assertThat(later.text("select email from users where id = 500")).isEqualTo("deleted-user-500.invalid");
            assertThat(later.text("select concat_ws(' ', status, failure_stage) from meetings where id = 42"))
                    .isEqualTo("failed awaiting_admission");
            assertThat(later.text("select kind from adopted_vexa.recordings")).isEqualTo("audio");
            assertThat(later.number("select count(*) from adopted_vexa.recorded_meetings"))
                    .isEqualTo(1);
        }
    }
}
