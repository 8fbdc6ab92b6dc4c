package dev.rollcall.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a key is good for. A key without scopes has full access. */
enum Scope {
    BOT("/bots", "/user", "/events", "/ws", "/ui", "/api/v1"),
    TX("/meetings", "/transcripts", "/events", "/ws"),
    BROWSER("/b");

    private final List<String> areas;

    Scope(String... areas) {
        this.areas = List.of(areas);
    }

    /** The name in requests, in the database and in keys. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Scope> of(String word) {
        return Arrays.stream(values())
                .filter(scope -> scope.word().equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Scope::word).toList();
    }

    /** An address that no scope covers is open to full access only; an unknown scope opens nothing. */
    static boolean allow(Collection<String> scopes, String path) {
        return scopes.isEmpty()
                || scopes.stream().flatMap(word -> of(word).stream()).anyMatch(scope -> scope.covers(path));
    }

    private boolean covers(String path) {
        return areas.stream().anyMatch(area -> path.equals(area) || path.startsWith(area + "/"));
    }
}
