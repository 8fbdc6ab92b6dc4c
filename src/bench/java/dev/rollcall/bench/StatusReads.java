package dev.rollcall.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** GET /bots/status, which clients poll: of few bots and of many, read anew and asked whether anything has changed. */
final class StatusReads implements Scenario {

    @Override
    public List<Row> measure(Stand stand) {
        long few = userWith(stand, 14);
        long many = userWith(stand, 500);
        stand.seed().settle();
        List<Row> rows = new ArrayList<>();
        rows.add(read(stand, "14 bots", few, 1));
        rows.add(read(stand, "14 bots", few, 16));
        Row row = read(stand, "500 bots", many, 1);
        rows.add(row.goal("< 10 ms", row.p50() < 10).goal("one query and the key's", row.commits() < 2.5));
        rows.add(read(stand, "500 bots", many, 16));
        rows.add(unchanged(stand, "14 bots", few, 16));
        rows.add(unchanged(stand, "500 bots", many, 16));
        return rows;
    }

    private static long userWith(Stand stand, int bots) {
        Seed.Users user = stand.seed().users(1, null);
        stand.seed().active(user, bots);
        return user.first();
    }

    private static Row read(Stand stand, String bots, long user, int clients) {
        Request request = Request.of("GET", "/bots/status", null, Seed.apiKey(user));
        return run(stand, "GET /bots/status, " + bots, request, 200, clients);
    }

    private static Row unchanged(Stand stand, String bots, long user, int clients) {
        String tag = HttpCall.send(stand.port(), Request.of("GET", "/bots/status", null, Seed.apiKey(user)))
                .header("ETag");
        Request request = Request.of("GET", "/bots/status", null, Seed.apiKey(user), "If-None-Match: " + tag);
        return run(stand, "the same unchanged (304), " + bots, request, 304, clients);
    }

    private static Row run(Stand stand, String name, Request request, int status, int clients) {
        List<Player> crowd = Collections.nCopies(clients, Player.repeating(request, status));
        return Row.of(name + ", c=" + clients, Load.run(stand, crowd, LENGTH));
    }
}
