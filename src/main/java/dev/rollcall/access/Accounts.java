package dev.rollcall.access;

import dev.rollcall.access.TokenApi.TokenResponse;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.SqlState;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Users and their keys, for those who look after them: by the API, or on pages. */
@ApplicationScoped
public class Accounts {

    private static final int PAGE = 50;
    private static final int LONGEST_SEARCH = 255;

    /** @param limit bots at once; null: no limit, 0: none */
    public record Account(long id, String email, String name, Integer limit, Instant createdAt) {

        static Account of(User user) {
            return new Account(user.id(), user.email(), user.name(), user.maxConcurrentBots(), user.createdAt());
        }
    }

    /** @param next what to give as {@code before} for the next page; null on the last one */
    public record AccountPage(List<Account> accounts, Long next) {}

    /** @param isNew false: the email is somebody's, who is left as he was */
    public record Entry(Account account, boolean isNew) {}

    /** A key without the key. */
    public record Key(
            long id, String name, List<String> scopes, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {

        static Key of(ApiToken token) {
            return new Key(
                    token.id(), token.name(), token.scopes(), token.createdAt(), token.lastUsedAt(), token.expiresAt());
        }
    }

    /**
     * A key that is asked for.
     *
     * @param expiresIn seconds as text; null or empty: never
     * @param newestKnown the id of the newest key that whoever asks has seen; 0 for none
     */
    public record KeyWish(String name, List<String> scopes, String expiresIn, long newestKnown) {}

    /** @param key the key itself, which is kept nowhere */
    public record NewKey(long id, String key) {

        @Override
        public String toString() {
            return "NewKey[id=" + id + "]";
        }
    }

    private final Pool pool;
    private final Users users;
    private final ApiTokens tokens;
    private final UserLimits limits;
    private final Clock clock;

    Accounts(Pool pool, Users users, ApiTokens tokens, UserLimits limits, Clock clock) {
        this.pool = pool;
        this.users = users;
        this.tokens = tokens;
        this.limits = limits;
        this.clock = clock;
    }

    /** Bots at once for a user of whom nothing else is said. */
    public int usualLimit() {
        return limits.perUser();
    }

    public static List<String> scopes() {
        return Scope.words();
    }

    /**
     * The newest first.
     *
     * @param search a part of the email, in upper or lower case; empty or null for all
     * @param before the {@code next} of the page before; null for the first
     * @throws Problem 422 when either is not valid
     */
    public Uni<AccountPage> find(String search, String before) {
        var errors = new FieldErrors();
        errors.checkText("search", search, LONGEST_SEARCH);
        long last = errors.wholeNumber("before", before, 1, Long.MAX_VALUE, Long.MAX_VALUE);
        errors.throwIfAny();
        String part = search == null ? "" : search.strip();
        return users.withPart(part, last, PAGE + 1).map(Accounts::page);
    }

    private static AccountPage page(List<User> found) {
        List<Account> shown = found.stream().limit(PAGE).map(Account::of).toList();
        return new AccountPage(
                shown, found.size() > PAGE ? shown.get(shown.size() - 1).id() : null);
    }

    /** A {@link Problem} 404 where there is no such user. */
    public Uni<Account> byId(long id) {
        return users.withId(id).map(Accounts::found).map(Account::of);
    }

    /** What is wrong with a new user. */
    public static void check(FieldErrors errors, String email, String name) {
        new NewUser(email, name, null, null, null, null).check(errors);
    }

    /**
     * After {@link #check}.
     *
     * @param limit null: no limit, 0: none
     */
    public Uni<Entry> create(String email, String name, Integer limit) {
        return create(new NewUser(email, name, null, limit, null, null), limit)
                .map(created -> new Entry(Account.of(created.user()), created.isNew()));
    }

    /** A user, and whether there was none of the email before. */
    record Created(User user, boolean isNew) {}

    /** After {@link NewUser#check}. */
    Uni<Created> create(NewUser wanted) {
        return create(wanted, wanted.maxConcurrentBots() == null ? usualLimit() : wanted.maxConcurrentBots());
    }

    private Uni<Created> create(NewUser wanted, Integer limit) {
        return existing(wanted).chain(user -> user.isPresent() ? left(user.get()) : insert(wanted, limit));
    }

    private Uni<Optional<User>> existing(NewUser wanted) {
        return users.withEmail(wanted.email().strip());
    }

    private static Uni<Created> left(User user) {
        return Uni.createFrom().item(new Created(user, false));
    }

    private Uni<Created> insert(NewUser wanted, Integer limit) {
        return users.insert(wanted, limit, now())
                .map(user -> new Created(user, true))
                // somebody else was quicker by a moment
                .onFailure(SqlState::isUniqueViolation)
                .recoverWithUni(() -> existing(wanted)
                        .map(user -> new Created(user.orElseThrow(Accounts::externalIdIsTaken), false)));
    }

    private static Problem externalIdIsTaken() {
        return Problem.of(409, "Another user has this external_id.");
    }

    /**
     * Bots that are there stay; the limit counts from the next order on.
     *
     * @param limit null: no limit, 0: none
     * @throws Problem 422 for less than 0
     */
    public Uni<Account> limit(long id, Integer limit) {
        UserChange change = UserChange.ofLimit(limit);
        change.check();
        return change(id, change).map(Account::of);
    }

    /** After {@link UserChange#check}. */
    Uni<User> change(long id, UserChange change) {
        return pool.withTransaction(connection -> users.locked(connection, id)
                        .map(Accounts::found)
                        .map(user -> changed(user, change))
                        .chain(user -> users.update(connection, user)))
                .onFailure(SqlState::isUniqueViolation)
                .transform(failure -> externalIdIsTaken());
    }

    private User changed(User user, UserChange change) {
        if (change.changesEmailOf(user)) {
            throw Problem.of(400, "Cannot change user email via this endpoint.");
        }
        return change.applyTo(user, now());
    }

    /** The oldest first. */
    public Uni<List<Key>> keys(long userId) {
        return tokens.of(userId).map(found -> found.stream().map(Key::of).toList());
    }

    /**
     * Makes a key, unless one was made since whoever asks has looked: the same form sent twice makes one. The key of a
     * form is shown with the first answer, and cannot be shown again.
     *
     * @throws Problem 422 for what is not valid; 409 when there is a newer key
     */
    public Uni<NewKey> issue(long userId, KeyWish wish) {
        TokenRequest wanted =
                TokenRequest.of(null, String.join(",", wish.scopes()), wish.name(), wish.expiresIn(), null);
        return pool.withTransaction(connection -> issue(connection, userId, wish, wanted))
                .map(made -> new NewKey(made.id(), made.token()));
    }

    private Uni<TokenResponse> issue(SqlConnection connection, long userId, KeyWish wish, TokenRequest wanted) {
        return users.locked(connection, userId)
                .map(Accounts::found)
                .chain(user -> tokens.newest(connection, userId))
                .invoke(newest -> mustBeKnown(newest, wish))
                .chain(() -> tokens.issue(connection, userId, wanted));
    }

    private static void mustBeKnown(long newest, KeyWish wish) {
        if (newest > wish.newestKnown()) {
            throw Problem.of(
                    409,
                    "No key was made: since this form was loaded, one was, by this form or by somebody else. A key is"
                            + " shown once and kept nowhere; if nobody has it, revoke it, and make another.");
        }
    }

    Uni<TokenResponse> issue(long userId, TokenRequest wanted) {
        return users.withId(userId).map(Accounts::found).chain(user -> tokens.issue(userId, wanted));
    }

    /** It opens nothing from this moment on. False when the user has no such key. */
    public Uni<Boolean> revoke(long userId, long keyId) {
        return tokens.delete(keyId, userId);
    }

    /** @throws Problem 404 where there is none */
    static User found(Optional<User> user) {
        return user.orElseThrow(() -> Problem.of(404, "User not found"));
    }

    /** In microseconds, as the database keeps it: what is answered now is what will be read later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
