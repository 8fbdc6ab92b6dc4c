package dev.rollcall.event;

import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;

/** Writes events as all writers do: the counter is locked until the commit. Nobody is told of them. */
final class Feed {

    private Feed() {}

    static boolean write(User user) {
        Database.run("""
                with counter as (
                    insert into event_counters as c (user_id, seq)
                    values ($1, 1)
                    on conflict (user_id) do update set seq = c.seq + 1
                    returning user_id, seq)
                insert into events (user_id, seq, type, data)
                select user_id, seq, 'test', '{}' from counter
                """, user.id());
        return true;
    }

    static void write(User user, int times) {
        for (int i = 0; i < times; i++) {
            write(user);
        }
    }

    /** As retention does with what is old. */
    static void forgetUpTo(User user, long seq) {
        Database.run("delete from events where user_id = $1 and seq <= $2", user.id(), seq);
    }
}
