package dev.rollcall.access;

import dev.rollcall.platform.FieldErrors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A wish for a key, put together from the query and the body (which wins) and checked.
 *
 * @param scopes without repeats, in the order given; empty: full access
 * @param expiresInSeconds null: never
 */
record TokenRequest(List<String> scopes, String name, Long expiresInSeconds) {

    private static final int LONGEST_NAME = 255;

    /** Ten years: a longer wish is a mistake in the unit. */
    private static final long LONGEST_LIFE = 315_360_000L;

    static TokenRequest of(String scope, String scopes, String name, String expiresIn, TokenApi.NewToken body) {
        TokenApi.NewToken given = body == null ? new TokenApi.NewToken(null, null, null, null) : body;
        FieldErrors errors = new FieldErrors();
        List<String> words = Stream.concat(
                        Stream.of(scope, scopes, given.scope()).flatMap(TokenRequest::split),
                        Stream.ofNullable(given.scopes()).flatMap(List::stream).flatMap(TokenRequest::split))
                .distinct()
                .toList();
        words.stream().filter(word -> Scope.of(word).isEmpty()).forEach(word -> errors.add("scope", unknown()));
        String label = given.name() == null ? name : given.name();
        errors.checkText("name", label, LONGEST_NAME);
        Long life = life(
                errors,
                given.expiresIn() == null ? expiresIn : given.expiresIn().toString());
        errors.throwIfAny();
        return new TokenRequest(words, label, life);
    }

    private static Stream<String> split(String words) {
        return words == null
                ? Stream.empty()
                : Arrays.stream(words.split(",")).map(String::strip).filter(word -> !word.isEmpty());
    }

    private static String unknown() {
        return "scope must be one of " + String.join(", ", Scope.words()) + ".";
    }

    private static Long life(FieldErrors errors, String seconds) {
        long life = errors.wholeNumber("expires_in", seconds, 1, LONGEST_LIFE, 0);
        return life == 0 ? null : life;
    }
}
