package dev.rollcall.access;

import dev.rollcall.access.TokenApi.TokenResponse;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The keys of users. */
@ApplicationScoped
class ApiTokens implements PanacheRepository<ApiToken> {

    private final NewApiKey newKey;
    private final Clock clock;

    ApiTokens(NewApiKey newKey, Clock clock) {
        this.newKey = newKey;
        this.clock = clock;
    }

    Uni<List<ApiToken>> of(long userId) {
        return find("userId = ?1 order by id", userId).list();
    }

    /** The id of the user's newest key; 0 for none. */
    Uni<Long> newest(User user) {
        return find("userId = ?1 order by id desc", user.id).firstResult().map(token -> token == null ? 0 : token.id);
    }

    /** The answer is the only place where the key itself ever shows. */
    Uni<TokenResponse> issue(User user, TokenRequest wanted) {
        String key = newKey.of(wanted.scopes());
        return persistAndFlush(token(user, wanted, key)).map(token -> TokenResponse.withKey(token, key));
    }

    private ApiToken token(User user, TokenRequest wanted, String key) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ApiToken token = new ApiToken();
        token.userId = user.id;
        token.tokenHash = ApiKey.hash(key);
        token.name = wanted.name();
        token.scopes = wanted.scopes().toArray(String[]::new);
        token.createdAt = now;
        token.expiresAt = wanted.expiresInSeconds() == null ? null : now.plusSeconds(wanted.expiresInSeconds());
        return token;
    }
}
