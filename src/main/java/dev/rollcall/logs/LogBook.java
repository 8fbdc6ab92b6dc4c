package dev.rollcall.logs;

import dev.rollcall.logs.LogsApi.Attempt;
import dev.rollcall.logs.LogsApi.Evidence;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is kept of a meeting, sorted by launch, the newest last, and without the oldest where it is too much. */
record LogBook(List<Attempt> attempts, boolean truncated) {

    /** Of the answer, in bytes of JSON; what is left to 256 KiB is for the fields around the words. */
    static final int MOST_BYTES = 240 * 1024;

    /** Names of fields, timestamps and other short values of one entry. */
    private static final int AROUND_WORDS = 300;

    /** Something that was told of an attempt. */
    sealed interface Entry {
        int attempt();

        Instant at();

        /** What makes its size; each may be null. */
        List<Object> words();
    }

    record Told(int attempt, Evidence evidence) implements Entry {
        @Override
        public Instant at() {
            return evidence.timestamp();
        }

        @Override
        public List<Object> words() {
            return Arrays.asList(evidence.reason(), evidence.lastOutput(), evidence.errorDetails());
        }
    }

    /** The lines that the bot of an attempt sent. */
    record BotLines(int attempt, Instant at, List<String> lines, boolean trimmed, Map<String, Object> resources)
            implements Entry {
        @Override
        public List<Object> words() {
            return Arrays.asList(lines, resources);
        }
    }

    /** @param more there is something older than all the entries */
    static LogBook of(List<Entry> entries, boolean more) {
        Map<Integer, Page> pages = new TreeMap<>();
        int room = MOST_BYTES;
        for (Entry entry : newestFirst(entries)) {
            room -= size(entry);
            if (room < 0) {
                return new LogBook(attempts(pages), true);
            }
            pages.computeIfAbsent(entry.attempt(), Page::new).add(entry);
        }
        return new LogBook(attempts(pages), more);
    }

    /** Stable: what has the same time keeps its order. */
    private static List<Entry> newestFirst(List<Entry> entries) {
        return entries.stream()
                .sorted(Comparator.comparing(Entry::at).reversed())
                .toList();
    }

    private static int size(Entry entry) {
        return AROUND_WORDS + Json.encode(entry.words()).getBytes(StandardCharsets.UTF_8).length;
    }

    private static List<Attempt> attempts(Map<Integer, Page> pages) {
        return pages.values().stream().map(Page::attempt).toList();
    }

    /** One attempt; its entries come the newest first. */
    private static final class Page {
        private final int number;
        private final LinkedList<Evidence> evidence = new LinkedList<>();
        private BotLines lines;

        Page(int number) {
            this.number = number;
        }

        void add(Entry entry) {
            if (entry instanceof Told told) {
                evidence.addFirst(told.evidence());
            } else if (entry instanceof BotLines botLines) {
                lines = botLines;
            }
        }

        Attempt attempt() {
            List<Evidence> oldestFirst = List.copyOf(evidence);
            return lines == null
                    ? new Attempt(number, oldestFirst, null, false, null, null)
                    : new Attempt(number, oldestFirst, lines.lines(), lines.trimmed(), lines.at(), lines.resources());
        }
    }
}
