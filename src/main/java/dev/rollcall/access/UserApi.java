package dev.rollcall.access;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.access.TokenApi.TokenResponse;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes over the wire about users. */
final class UserApi {

    private UserApi() {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record UserResponse(
            String email,
            String name,
            String imageUrl,

            @Schema(nullable = true, description = "null: no limit. 0: none.")
            Integer maxConcurrentBots,

            Map<String, Object> data,
            long id,
            Instant createdAt,
            Instant updatedAt,
            @Schema(nullable = true) String externalId,

            @Schema(description = "Whether meetings get summary and tasks when they are over.")
            boolean postMeetingTasks) {

        /** {@code data} shows the webhook too, where existing clients look for it; its secret never. */
        static UserResponse of(User user) {
            return new UserResponse(
                    user.email(),
                    user.name(),
                    user.imageUrl(),
                    user.maxConcurrentBots(),
                    user.shownData(),
                    user.id(),
                    user.createdAt(),
                    user.updatedAt(),
                    user.externalId(),
                    user.postMeetingSince() != null);
        }
    }

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record UserWithTokens(
            String email,
            String name,
            String imageUrl,
            Integer maxConcurrentBots,
            Map<String, Object> data,
            long id,
            Instant createdAt,
            Instant updatedAt,
            @Schema(nullable = true) String externalId,
            boolean postMeetingTasks,
            List<TokenResponse> apiTokens) {

        static UserWithTokens of(User user, List<ApiToken> tokens) {
            return new UserWithTokens(
                    user.email(),
                    user.name(),
                    user.imageUrl(),
                    user.maxConcurrentBots(),
                    user.shownData(),
                    user.id(),
                    user.createdAt(),
                    user.updatedAt(),
                    user.externalId(),
                    user.postMeetingSince() != null,
                    tokens.stream().map(TokenResponse::masked).toList());
        }
    }
}
