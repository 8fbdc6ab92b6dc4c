package dev.rollcall.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** POST /bots: taken, refused because the limit is reached, and refused because the meeting has a bot. */
final class Orders implements Scenario {

    private static final int CLIENTS = 16;

    /** So many that none has more than a handful of bots when the measurement begins. */
    private static final int USERS = 5_000;

    @Override
    public List<Row> measure(Stand stand) {
        return List.of(accepted(stand), refused(stand), duplicate(stand));
    }

    private static Row accepted(Stand stand) {
        Seed.Users users = stand.seed().users(USERS, null);
        stand.seed().settle();
        AtomicInteger nativeId = new AtomicInteger(1_000_000);
        Row row = Floor.around(
                "POST /bots accepted, c=" + CLIENTS,
                stand,
                crowd(201, i -> Seed.order(users.id(i), Seed.nativeId(nativeId.incrementAndGet()))),
                "floor-reservation.sql",
                Map.of("first_user", users.first(), "users", (long) USERS));
        return row.goal("≥ 0.5 × floor", row.ratio() >= 0.5);
    }

    private static Row refused(Stand stand) {
        Seed.Users users = stand.seed().users(USERS, 1);
        stand.seed().active(users, 1);
        stand.seed().settle();
        List<Player> crowd = crowd(429, i -> Seed.order(users.id(i), "zzz-zzzz-zzz"));
        return Row.of("POST /bots refused, c=" + CLIENTS, Load.run(stand, crowd, LENGTH));
    }

    private static Row duplicate(Stand stand) {
        Seed.Users users = stand.seed().users(USERS, null);
        Seed.Bots bots = stand.seed().active(users, 1);
        stand.seed().settle();
        List<Player> crowd = crowd(409, i -> Seed.order(users.id(i), Seed.nativeId(bots.id(i))));
        return Row.of("POST /bots duplicate, c=" + CLIENTS, Load.run(stand, crowd, LENGTH));
    }

    /** Each request is the next in line, whichever connection carries it: a user never waits for himself. */
    private static List<Player> crowd(int status, IntFunction<Request> requests) {
        AtomicInteger next = new AtomicInteger();
        List<Player> crowd = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            crowd.add(new Player() {
                @Override
                public Request next(long now) {
                    return requests.apply(next.getAndIncrement());
                }

                @Override
                public boolean answered(Answer answer) {
                    return answer.status() == status;
                }
            });
        }
        return crowd;
    }
}
