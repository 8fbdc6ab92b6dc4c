package dev.rollcall.access;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes over the wire about keys. */
final class TokenApi {

    private TokenApi() {}

    /**
     * Each of these may be a query parameter as well.
     *
     * @param scopes a list, or one text with commas; with {@code scope} they add up
     * @param expiresIn seconds
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record NewToken(
            String scope,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<String> scopes,

            String name,
            Long expiresIn) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record TokenResponse(
            long userId,
            long id,

            @Schema(description = "The key itself once, in the answer that creates it; later only ********.")
            String token,

            Instant createdAt,
            List<String> scopes,
            String name,
            Instant lastUsedAt,
            Instant expiresAt) {

        /** Existing clients want a text here, and the key is not known any more. */
        private static final String MASK = "********";

        static TokenResponse withKey(ApiToken token, String key) {
            return new TokenResponse(
                    token.userId(),
                    token.id(),
                    key,
                    token.createdAt(),
                    token.scopes(),
                    token.name(),
                    token.lastUsedAt(),
                    token.expiresAt());
        }

        static TokenResponse masked(ApiToken token) {
            return withKey(token, MASK);
        }

        /** The key is shown to the client and to nobody else. */
        @Override
        public String toString() {
            return "TokenResponse[userId=" + userId + ", id=" + id + "]";
        }
    }
}
