package dev.rollcall.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.rollcall.OwnDatabase;
import dev.rollcall.stage.AtOnce;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes when it is too old, what stays, and that nobody has to wait for it. */
class RetentionTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private OwnDatabase database;
    private long ended;
    private long live;

    @BeforeEach
    void anEndedAndALiveMeeting() {
        database = new OwnDatabase();
        database.run("insert into users (id, email) values (1, 'ada@example.org')");
        ended = meeting("completed");
        live = meeting("active");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void what_is_over_goes_by_its_age_and_what_lives_stays_whatever_its_age() {
        for (long id : List.of(ended, live)) {
            for (int days : List.of(1, 29, 31, 89, 91, 179, 181, 4_000)) {
                history(id, days);
                command(id, days);
                log(id, days);
            }
        }

        run(new Settings());

        assertThat(ages("status_transitions", "at", ended)).containsExactly(1L, 29L, 31L, 89L, 91L, 179L);
        assertThat(ages("commands", "created_at", ended)).containsExactly(1L, 29L);
        assertThat(ages("meeting_logs", "at", ended)).containsExactly(1L, 29L, 31L, 89L);
        for (String table : List.of("status_transitions", "meeting_logs")) {
            assertThat(ages(table, "at", live)).as(table).hasSize(8);
        }
        assertThat(ages("commands", "created_at", live)).hasSize(8);
    }

    @Test
    void transcripts_are_kept_with_their_meeting_unless_it_is_said_otherwise() {
        for (long id : List.of(ended, live)) {
            for (int days : List.of(1, 29, 31, 4_000)) {
                said(id, days);
            }
        }

        run(new Settings());
        assertThat(ages("transcriptions", "created_at", ended)).hasSize(4);
        run(new Settings().transcripts(Duration.ofDays(30)));

        assertThat(ages("transcriptions", "created_at", ended)).containsExactly(1L, 29L);
        assertThat(ages("transcriptions", "created_at", live)).hasSize(4);
    }

    @Test
    void tasks_are_kept_with_their_meeting_unless_it_is_said_otherwise() {
        long third = meeting("completed");
        for (long id : List.of(ended, live)) {
            made(id, 31, "done");
        }
        made(third, 31, "transcribing");

        run(new Settings());
        assertThat(ages("post_meeting_jobs", "created_at", ended)).hasSize(1);
        run(new Settings().tasks(Duration.ofDays(30)));

        assertThat(ages("post_meeting_jobs", "created_at", ended)).isEmpty();
        assertThat(ages("tasks", "created_at", ended)).isEmpty();
        assertThat(ages("post_meeting_jobs", "created_at", live)).hasSize(1);
        assertThat(ages("post_meeting_jobs", "created_at", third)).hasSize(1);
    }

    @Test
    void meetings_are_kept_for_ever_unless_it_is_said_otherwise() {
        long old = meeting("completed");
        long oldWithRemains = meeting("failed");
        history(old, 1);
        database.run("update meetings set end_time = now() - interval '400 days' where id <> $1", ended);
        database.run("update meetings set cleanup_at = now() where id = $1", oldWithRemains);

        run(new Settings());
        assertThat(meetings()).containsExactly(ended, live, old, oldWithRemains);
        run(new Settings().meetings(Duration.ofDays(365)));

        assertThat(meetings()).containsExactly(ended, live, oldWithRemains);
        assertThat(ages("status_transitions", "at", old)).isEmpty();
    }

    @Test
    void nothing_goes_that_is_kept_for_ever() {
        weeks(20);
        history(ended, 4_000);
        event(ended, 4_000);
        event(ended, 100);

        run(new Settings().forEver());

        assertThat(database.number("select count(*) from events")).isEqualTo(2);
        assertThat(ages("status_transitions", "at", ended)).hasSize(1);
    }

    @Test
    void more_rows_than_a_batch_go_in_several() {
        for (int i = 0; i < 25; i++) {
            history(ended, 200);
        }

        run(new Settings().batch(10));

        assertThat(ages("status_transitions", "at", ended)).isEmpty();
    }

    @Test
    void a_row_that_somebody_holds_is_left_to_the_next_run() {
        history(ended, 200);
        history(ended, 201);
        SqlConnection other =
                open("select from status_transitions where at < now() - interval '200.5 days' for update");

        run(new Settings());
        assertThat(ages("status_transitions", "at", ended)).containsExactly(201L);
        commit(other);
        run(new Settings());

        assertThat(ages("status_transitions", "at", ended)).isEmpty();
    }

    // Events
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void events_from_before_the_partitions_are_still_there_in_their_order() {
        try (OwnDatabase before = new OwnDatabase("20")) {
            before.run("""
                    insert into events (user_id, seq, type, at, data)
                    select 1, n, 'test', now() - n * interval '1 day', '{}' from generate_series(1, 500) n
                    """);

            before.migrate("27");

            before.run("insert into events (user_id, seq, type, data) values (1, 501, 'test', '{}')");
            assertThat(before.rows("select seq from events where user_id = 1 and seq > 490 order by seq"))
                    .extracting(row -> row.getLong(0))
                    .containsExactly(491L, 492L, 493L, 494L, 495L, 496L, 497L, 498L, 499L, 500L, 501L);
            assertThat(before.number("select count(*) from events_default")).isZero();
        }
    }

    @Test
    void the_next_weeks_have_their_partitions_before_they_come() {
        run(new Settings());
        run(new Settings());

        assertThat(partitions()).hasSize(6).contains("events_first", "events_default");
        event(ended, -27);
        assertThat(database.number("select count(*) from events_default")).isZero();
    }

    @Test
    void events_go_by_whole_weeks_and_no_younger_one_with_them() {
        weeks(20);
        for (int days = 0; days < 120; days++) {
            event(ended, days);
        }

        run(new Settings());

        assertThat(ages("events", "at", ended)).hasSizeBetween(31, 38).contains(0L, 29L, 30L);
        assertThat(database.number("select count(*) from events_default")).isZero();
    }

    @Test
    void a_week_with_events_of_a_live_meeting_stays_and_those_after_it() {
        weeks(20);
        event(ended, 110);
        event(live, 80);
        event(ended, 60);
        event(ended, 1);

        run(new Settings());

        assertThat(ages("events", "at", ended)).containsExactly(1L, 60L);
        assertThat(ages("events", "at", live)).containsExactly(80L);
    }

    @Test
    void an_insert_without_a_partition_is_taken_and_goes_in_its_time() {
        event(ended, -400);
        assertThat(database.number("select count(*) from events_default")).isEqualTo(1);
        run(new Settings());
        assertThat(database.number("select count(*) from events")).isEqualTo(1);
        database.run("alter table events detach partition events_first");
        event(ended, 40);
        event(live, 40);
        event(ended, 10);
        assertThat(database.number("select count(*) from events_default")).isEqualTo(4);

        run(new Settings());

        assertThat(ages("events", "at", ended)).containsExactly(-400L, 10L);
        assertThat(ages("events", "at", live)).containsExactly(40L);
    }

    /** Two weeks ahead there are events already, in the default. */
    @Test
    void a_week_that_the_default_has_events_of_stays_there_and_holds_up_no_other() {
        event(ended, -14);

        run(new Settings());

        assertThat(partitions()).hasSize(5);
        assertThat(database.number("select count(*) from events")).isEqualTo(1);
    }

    @Test
    void a_reader_is_in_nobodys_way_for_longer_than_the_patience() {
        weeks(20);
        event(ended, 110);
        SqlConnection reader = open("select * from events");
        long began = System.nanoTime();

        run(new Settings());

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(ages("events", "at", ended)).hasSize(1);
        commit(reader);
        run(new Settings());
        assertThat(ages("events", "at", ended)).isEmpty();
    }

    @Test
    void feeds_are_read_and_written_while_weeks_are_made_and_dropped() {
        weeks(20);
        for (int days = 40; days < 130; days++) {
            event(ended, days);
        }

        List<Boolean> done = AtOnce.times(8, number -> {
            for (int i = 0; i < 20; i++) {
                if (number == 0) {
                    run(new Settings());
                } else {
                    event(ended, 0);
                    database.rows("select * from events where user_id = 1 and seq > $1 order by seq limit 50", 0L);
                }
            }
            return true;
        });

        assertThat(done).hasSize(8);
        assertThat(database.number("select count(*) from events where at > now() - interval '1 day'"))
                .isEqualTo(7 * 20);
        assertThat(database.number("select count(*) from events where at < now() - interval '38 days'"))
                .isZero();
    }

    @Test
    void replicas_at_once_do_the_work_once() {
        weeks(20);
        for (int days = 1; days < 300; days++) {
            event(ended, days);
            history(ended, days);
        }
        List<Pool> replicas = List.of(database.replica(), database.replica(), database.replica());

        assertThatCode(() -> AtOnce.times(
                        12, number -> run(new Settings().batch(7), replicas.get(number % replicas.size()))))
                .doesNotThrowAnyException();
        run(new Settings());

        assertThat(ages("status_transitions", "at", ended)).hasSize(179);
        assertThat(ages("events", "at", ended)).hasSizeBetween(30, 37).contains(1L, 29L);
    }

    @Test
    void the_history_of_connections_goes_by_its_age_but_the_last_change_of_a_bot_stays() {
        database.run("""
                insert into standing_bots (id, connector, category, name, base_url) values (1, 'generic', '', 'one', ''), (2, 'generic', '', 'two', '')""");
        for (int days : List.of(200, 91, 89)) {
            connection(1, days);
        }
        connection(2, 300);
        connection(2, 200);

        run(new Settings());

        assertThat(database.number("select count(*) from connection_history where bot_id = 1"))
                .isEqualTo(1);
        assertThat(database.number("select count(*) from connection_history where bot_id = 2"))
                .isEqualTo(1);
    }

    @Test
    void a_database_without_standing_bots_gets_them_and_keeps_what_it_has() {
        try (OwnDatabase older = new OwnDatabase("32")) {
            older.run("insert into users (id, email) values (1, 'ada@example.org')");

            older.migrate(OwnDatabase.NEWEST);

            assertThat(older.number("select count(*) from users where email = 'ada@example.org'"))
                    .isEqualTo(1);
            assertThat(older.number("select count(*) from standing_bots")).isZero();
            assertThat(older.number("select count(*) from connection_history")).isZero();
        }
    }

    private void connection(long botId, int days) {
        database.run("""
                insert into connection_history (bot_id, at, from_status, status, source, generation)
                values (%d, now() - interval '%d days', 0, 1, 'connector', 1)""".formatted(botId, days));
    }

    // The stage
    // ----------------------------------------------------------------------------------------------------------

    private record Settings(
            Duration history,
            Duration events,
            Duration commands,
            Duration logs,
            Duration transcripts,
            Duration tasks,
            Duration deliveries,
            Duration meetings,
            int batch)
            implements RetentionConfig {

        Settings() {
            this(
                    Duration.ofDays(180),
                    Duration.ofDays(30),
                    Duration.ofDays(30),
                    Duration.ofDays(90),
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofDays(30),
                    Duration.ZERO,
                    1_000);
        }

        Settings meetings(Duration retention) {
            return new Settings(history, events, commands, logs, transcripts, tasks, deliveries, retention, batch);
        }

        Settings batch(int size) {
            return new Settings(history, events, commands, logs, transcripts, tasks, deliveries, meetings, size);
        }

        Settings forEver() {
            return new Settings(
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    batch);
        }

        Settings transcripts(Duration retention) {
            return new Settings(history, events, commands, logs, retention, tasks, deliveries, meetings, batch);
        }

        Settings tasks(Duration retention) {
            return new Settings(history, events, commands, logs, transcripts, retention, deliveries, meetings, batch);
        }

        @Override
        public Duration connections() {
            return Duration.ofDays(90);
        }

        @Override
        public Duration every() {
            return Duration.ofHours(1);
        }

        @Override
        public int batches() {
            return 100;
        }

        @Override
        public Duration patience() {
            return Duration.ofMillis(200);
        }
    }

    private boolean run(Settings settings) {
        return run(settings, database.pool());
    }

    private static boolean run(Settings settings, Pool pool) {
        new Retention(settings, new EventPartitions(pool, settings), new ExpiredRows(pool, settings))
                .run()
                .await()
                .atMost(TIMEOUT);
        return true;
    }

    private long meeting(String status) {
        boolean lives = status.equals("active");
        return database.number("""
                insert into meetings (user_id, platform, status, end_time, deadline_at, on_deadline)
                values (1, 'google_meet', $1, case when not $2 then now() end, case when $2 then now() end,
                        case when $2 then 'stop' end)
                returning id
                """, status, lives);
    }

    private List<Long> meetings() {
        return database.rows("select id from meetings order by id").stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    private void history(long id, int days) {
        database.run("""
                insert into status_transitions (meeting_id, revision, step, kind, source, attempt, at)
                select $1, (select count(*) from status_transitions), 0, 'transition', 'user', 1,
                       now() - $2 * interval '1 day'
                """, id, days);
    }

    private void said(long id, int days) {
        database.run("""
                insert into transcriptions (
                    meeting_id, user_id, segment_key, start_at, start_time, end_time, text, created_at)
                select $1, 1, 'row:' || $2::integer, now(), 0, 1, 'words', now() - $2::integer * interval '1 day'
                """, id, days);
    }

    private void made(long id, int days, String status) {
        database.run(
                """
                with job as (
                    insert into post_meeting_jobs (
                        meeting_id, user_id, source, status, created_at, next_attempt_at, finished_at)
                    select $1, 1, 'request', $3, now() - $2 * interval '1 day',
                           case when $3 <> 'done' then now() end,
                           case when $3 = 'done' then now() - $2 * interval '1 day' end
                    returning id)
                insert into tasks (id, job_id, meeting_id, user_id, place, title)
                select 'task_' || $1, id, $1, 1, 0, 'words' from job
                """.replace("$1", String.valueOf(id))
                        .replace("$3", "'" + status + "'")
                        .replace("$2", "$1"),
                days);
    }

    private void command(long id, int days) {
        database.run("""
                insert into commands (id, meeting_id, action, created_at, expires_at)
                values ($3, $1, 'leave', now() - $2 * interval '1 day', now())
                """, id, days, UUID.randomUUID());
    }

    private void log(long id, int days) {
        database.run("""
                insert into meeting_logs (meeting_id, attempt, at, lines, trimmed)
                values ($1, $2, now() - $2 * interval '1 day', '', false)
                """, id, days);
    }

    private void event(long id, int days) {
        database.run("""
                with counter as (
                    insert into event_counters as c (user_id, seq)
                    values (1, 1)
                    on conflict (user_id) do update set seq = c.seq + 1
                    returning user_id, seq)
                insert into events (user_id, seq, meeting_id, type, at, data)
                select user_id, seq, $1, 'test', clock_timestamp() - $2 * interval '1 day', '{}' from counter
                """, id, days);
    }

    /** As if the service had made them for so long already. */
    private void weeks(int back) {
        database.run("alter table events detach partition events_first");
        database.run("drop table events_first");
        database.run("""
                do $$
                declare
                    monday timestamptz;
                begin
                    for i in 0..%d loop
                        monday := (date_trunc('week', now() at time zone 'utc') - i * interval '7 days') at time zone 'utc';
                        execute format('create table events_w%%s partition of events for values from (%%L) to (%%L)',
                                       i, monday, monday + interval '7 days');
                    end loop;
                end
                $$
                """.formatted(back));
    }

    private List<String> partitions() {
        return database
                .rows("select inhrelid::regclass::text from pg_inherits where inhparent = 'events'::regclass")
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    /** In days, the youngest first. */
    private List<Long> ages(String table, String column, long id) {
        return database.rows("""
                        select round(extract(epoch from now() - %s) / 86400)::bigint
                        from %s
                        where meeting_id = $1
                        order by 1
                        """.formatted(column, table), id).stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    private SqlConnection open(String statement) {
        SqlConnection connection = database.pool().getConnection().await().atMost(TIMEOUT);
        connection.query("begin").execute().await().atMost(TIMEOUT);
        connection.query(statement).execute().await().atMost(TIMEOUT);
        return connection;
    }

    private static void commit(SqlConnection connection) {
        connection.query("commit").execute().await().atMost(TIMEOUT);
        connection.close().await().atMost(TIMEOUT);
    }
}
