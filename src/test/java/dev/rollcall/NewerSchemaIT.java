package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A later version has changed the schema in every way that deployment/MigrationsTest allows it. This version goes on with it,
 * in the middle of its work as in a rolling update, and after a start of its own as in a rollback.
 */
class NewerSchemaIT {

    /** Servers of its own: no other test wants its database to look like that. */
    private static final LocalServices LOCAL = LocalServices.another();

    /** More columns on every table, at the end, where "select *" and "insert" without a list of columns would trip. */
    private static final String LATER_MIGRATION = """
            do $$
            declare
                name text;
            begin
                for name in
                    select c.oid::regclass::text
                    from pg_class c
                    where c.relnamespace = 'public'::regnamespace
                      and c.relkind in ('r', 'p')
                      and not c.relispartition
                      and c.relname <> 'flyway_schema_history'
                loop
                    execute format('alter table %s add column of_a_later_version text', name);
                    execute format('alter table %s add column counted_later integer not null default 0', name);
                end loop;
                create table of_a_later_version (id bigint primary key);
                create index meetings_of_a_later_version on meetings (counted_later);
                insert into flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                select max(installed_rank) + 1, '9999', 'later', 'SQL', 'V9999__later.sql', 1, current_user, 1, true
                from flyway_schema_history;
            end
            $$
            """;

    private static PackagedService service;

    @BeforeAll
    static void start() {
        service = ShortLimits.launch(LOCAL, Map.of()).awaitReady().asTarget();
    }

    @AfterAll
    static void stop() {
        service.close();
        LOCAL.close();
    }

    @Test
    void thisVersionWorksOnTheSchemaOfALaterOneBeforeAndAfterAStart() throws SQLException {
        User user = User.withLimit(5);
        SentBot before = SentBot.inMeeting(user, LOCAL);
        try (Connection connection = DriverManager.getConnection(LOCAL.jdbcUrl(), LOCAL.username(), LOCAL.password());
                Statement statement = connection.createStatement()) {
            statement.execute(LATER_MIGRATION);
        }

        SentBot during = SentBot.inMeeting(user, LOCAL);
        before.awaitHeartbeat(Instant.now());
        service.stop();
        service.start().awaitReady();
        SentBot after = SentBot.inMeeting(user, LOCAL);

        assertThat(java.util.List.of(before, during, after)).allSatisfy(bot -> {
            bot.stop().then().statusCode(202);
            bot.await("completed").awaitNothingLeft();
        });
        user.request().get("/meetings").then().statusCode(200);
        assertThat(service.log()).doesNotContain(" ERROR ").doesNotContain("status=503");
    }
}
