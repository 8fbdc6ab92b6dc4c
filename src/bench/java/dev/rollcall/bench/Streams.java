package dev.rollcall.bench;

import dev.rollcall.bench.OpenStream.Kind;
import dev.rollcall.bench.OpenStream.Told;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Thousands of clients that follow their feeds on one replica, over streams and over sockets, and one request for each
 * user that waits for the next event: what they cost in memory, and how soon each of them is told of each event.
 */
final class Streams implements Scenario {

    private static final int STREAMS = Integer.getInteger("bench.streams", 5_000);

    /** Of one user; half of what the service allows by default is more than anybody has tabs. */
    private static final int OF_A_USER = 10;

    private static final int USERS = STREAMS / OF_A_USER;

    /** Each user's bot says all of them, so every stream has as many events to get. */
    private static final List<String> REPORTS = List.of("joining", "awaiting_admission", "active");

    private static final int REPORTS_PER_SECOND = 50;
    private static final int OPENING_AT_ONCE = 25;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final double GOAL_MEGABYTES = 500;

    /**
     * The container of deployment/base: a gigabyte, of which the heap may take 60 %, and the collector that Java chooses
     * then. With the memory of a large machine a heap grows before anything is collected, and tells nothing.
     */
    private static final Map<String, String> CONTAINER =
            Map.of("JAVA_TOOL_OPTIONS", "-XX:MaxRAM=1g -XX:MaxRAMPercentage=60 -XX:+UseSerialGC");

    private final Kind kind;

    Streams(Kind kind) {
        this.kind = kind;
    }

    /** In a process of its own: what other scenarios left in its heap is no cost of a stream. */
    @Override
    public List<Row> measure(Stand others) {
        try (Stand stand = Stand.open(Map.of(), CONTAINER);
                Selector selector = Selector.open()) {
            return List.of(new Crowd(stand, kind, selector).measure());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Crowd {

        private final Stand stand;
        private final Kind kind;
        private final Selector selector;
        private final Seed.Users users;
        private final Seed.Bots bots;
        private final List<OpenStream> streams = new ArrayList<>();
        private final List<Connection> waits = new ArrayList<>();
        private final Map<Told, Long> said = new ConcurrentHashMap<>();
        private final Latencies latencies = new Latencies();
        private final Latencies waited = new Latencies();
        private double megabytes;

        Crowd(Stand stand, Kind kind, Selector selector) {
            this.stand = stand;
            this.kind = kind;
            this.selector = selector;
            this.users = stand.seed().users(USERS, null);
            this.bots = stand.seed().launched(users, 1);
            stand.seed().settle();
        }

        Row measure() throws IOException {
            open();
            double opened = stand.meters().megabytes();
            latencies.record(true);
            waited.record(true);
            follow();
            int missing = STREAMS * REPORTS.size() - latencies.count();
            String name = String.format(
                    Locale.ROOT,
                    "%,d %s and %,d waits, %d reports/s",
                    STREAMS,
                    kind == Kind.STREAM ? "streams" : "sockets",
                    USERS,
                    REPORTS_PER_SECOND);
            Row row = Row.of(name, latencies.sorted())
                    .megabytes(megabytes)
                    .remark(String.format(Locale.ROOT, "%.0f MB when they were open", opened))
                    .goal("every event to each, missing: " + missing, missing == 0)
                    .remark("waits: %d answered, %d refused".formatted(waited.count(), waited.errors()))
                    .goal("< 500 MB", megabytes < GOAL_MEGABYTES);
            close();
            return row;
        }

        private void open() throws IOException {
            while (streams.size() < STREAMS) {
                List<OpenStream> opening = new ArrayList<>();
                for (int i = 0; i < OPENING_AT_ONCE && streams.size() + opening.size() < STREAMS; i++) {
                    long user = users.id(streams.size() + opening.size());
                    opening.add(new OpenStream(kind, stand.port(), user, selector));
                }
                long giveUp = System.nanoTime() + PATIENCE_NANOS;
                while (!opening.stream().allMatch(OpenStream::isOpen)) {
                    requireBefore(giveUp, "The streams do not open.");
                    select();
                }
                streams.addAll(opening);
                while (waits.size() < streams.size() / OF_A_USER) {
                    waits.add(new Connection(stand.port(), selector, new Wait(users.id(waits.size()))));
                }
            }
        }

        /** Says everything, a report at a time, and listens until all are told. */
        private void follow() throws IOException {
            int reports = USERS * REPORTS.size();
            try (HttpCall bot = new HttpCall(stand.port())) {
                Thread speaker = new Thread(() -> speak(bot, reports), "bots");
                speaker.start();
                long giveUp = System.nanoTime() + reports * 1_000_000_000L / REPORTS_PER_SECOND + PATIENCE_NANOS;
                while (latencies.count() < STREAMS * REPORTS.size() && System.nanoTime() < giveUp) {
                    select();
                }
                speaker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private void speak(HttpCall bot, int reports) {
            long begin = System.nanoTime();
            for (int i = 0; i < reports; i++) {
                long due = begin + i * 1_000_000_000L / REPORTS_PER_SECOND;
                pauseUntil(due);
                long meeting = bots.id(i);
                String status = REPORTS.get(i / USERS);
                said.put(new Told(meeting, status), System.nanoTime());
                Answer answer =
                        bot.send(stand.seed().callback(meeting, "status_change", ", \"status\": \"" + status + "\""));
                if (answer.status() != 200) {
                    throw new IllegalStateException(answer.body());
                }
                if (i % REPORTS_PER_SECOND == 0) {
                    megabytes = Math.max(megabytes, stand.meters().megabytes());
                }
            }
        }

        private void select() throws IOException {
            for (Connection wait : waits) {
                wait.sendNext();
            }
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.attachment() instanceof OpenStream stream) {
                    stream.read(event -> told(stream, event));
                } else {
                    read((Connection) key.attachment());
                }
            }
            selector.selectedKeys().clear();
        }

        /** One that is closed, as after a refusal, is no more asked for. */
        private void read(Connection wait) throws IOException {
            try {
                wait.read(waited);
            } catch (EOFException closed) {
                wait.close();
                waits.remove(wait);
                waited.add(0, false);
            }
        }

        /** Each report once and in its order, or it counts as an error. */
        private void told(OpenStream stream, Told event) {
            Long at = said.get(event);
            boolean next = at != null && REPORTS.indexOf(event.status()) == stream.countTold();
            latencies.add(next ? System.nanoTime() - at : 0, next);
        }

        private void close() throws IOException {
            for (OpenStream stream : streams) {
                stream.close();
            }
            for (Connection wait : waits) {
                wait.close();
            }
        }
    }

    /** Asks for the user's next event, and again when it has it. */
    private static final class Wait implements Player {

        private final long userId;
        private String after = "latest";

        Wait(long userId) {
            this.userId = userId;
        }

        @Override
        public Request next(long now) {
            return Request.of("GET", "/events?wait=25s&after=" + after, null, Seed.apiKey(userId));
        }

        @Override
        public boolean answered(Answer answer) {
            if (answer.status() != 200) {
                return false; // asked again
            }
            after = answer.body().replaceFirst("(?s).*\"next\":\\s*(\\d+).*", "$1");
            return true;
        }
    }

    private static void requireBefore(long giveUp, String complaint) {
        if (System.nanoTime() > giveUp) {
            throw new IllegalStateException(complaint);
        }
    }

    private static void pauseUntil(long nanos) {
        try {
            long left = (nanos - System.nanoTime()) / 1_000_000;
            if (left > 0) {
                Thread.sleep(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
