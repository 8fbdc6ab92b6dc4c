package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.platform.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenRequestTest {

    @Test
    void withoutAnythingHasFullAccessForEver() {
        TokenRequest request = TokenRequest.of(null, null, null, null, null);
        assertThat(request).isEqualTo(new TokenRequest(List.of(), null, null));
    }

    @Test
    void addsUpScopesOfAllSpellings() {
        TokenApi.NewToken body = new TokenApi.NewToken("tx", List.of("browser", "bot,tx"), null, null);
        TokenRequest request = TokenRequest.of("bot", "tx, bot", null, null, body);
        assertThat(request.scopes()).containsExactly("bot", "tx", "browser");
    }

    @Test
    void theBodyWinsOverTheQuery() {
        TokenApi.NewToken body = new TokenApi.NewToken(null, null, "from the body", 60L);
        TokenRequest request = TokenRequest.of(null, null, "from the query", "30", body);
        assertThat(request).isEqualTo(new TokenRequest(List.of(), "from the body", 60L));
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        Problem problem =
                catchThrowableOfType(Problem.class, () -> TokenRequest.of("root", null, "x".repeat(256), "-5", null));
        assertThat(problem.errors())
                .extracting(Problem.FieldError::field)
                .containsExactly("scope", "name", "expires_in");
    }
}
