package dev.rollcall.standing.racetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rollcall.standing.racetime.Verdict.Meaning;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is seen, and what it means: one row for each that racetime.gg is known to show. */
class ClassificationTest {

    private static final Classification IT = new Classification(Duration.ofSeconds(60), Duration.ofHours(23));
    private static final Duration YOUNG = Duration.ofSeconds(59);
    private static final Duration OLD = Duration.ofSeconds(60);
    private static final String DENIED = "Permission denied. Check your authorization token.";

    static Stream<Arguments> rows() {
        return Stream.of(
                arguments("token 200", IT.token(200, null, true), Meaning.PROVEN, "ok"),
                arguments(
                        "token 401 invalid_client",
                        IT.token(401, "invalid_client", false),
                        Meaning.AUTH_FAILED,
                        "invalid_client"),
                arguments(
                        "token 400 unauthorized_client",
                        IT.token(400, "unauthorized_client", false),
                        Meaning.AUTH_FAILED,
                        "client_misconfigured"),
                arguments(
                        "token 400 without JSON",
                        IT.token(400, null, false),
                        Meaning.AUTH_FAILED,
                        "client_misconfigured"),
                arguments(
                        "token 200 without access_token",
                        IT.token(200, null, false),
                        Meaning.CONNECTION_ERROR,
                        "token_missing"),
                arguments("token 403 HTML", IT.token(403, null, false), Meaning.CONNECTION_ERROR, "edge_block"),
                arguments("token 429", IT.token(429, null, false), Meaning.CONNECTION_ERROR, "rate_limited"),
                arguments("token 500", IT.token(500, null, false), Meaning.CONNECTION_ERROR, "server_error"),
                arguments("token 503", IT.token(503, null, false), Meaning.CONNECTION_ERROR, "server_error"),
                arguments("token 302", IT.token(302, null, false), Meaning.CONNECTION_ERROR, "unexpected_answer"),
                arguments("token 404", IT.token(404, null, false), Meaning.CONNECTION_ERROR, "unexpected_answer"),
                arguments("DNS", IT.unanswered(Unanswered.DNS), Meaning.CONNECTION_ERROR, "unreachable_dns"),
                arguments("TCP", IT.unanswered(Unanswered.TCP), Meaning.CONNECTION_ERROR, "unreachable_tcp"),
                arguments("TLS", IT.unanswered(Unanswered.TLS), Meaning.CONNECTION_ERROR, "unreachable_tls"),
                arguments(
                        "timeout", IT.unanswered(Unanswered.TIMEOUT), Meaning.CONNECTION_ERROR, "unreachable_timeout"),
                arguments("data 200", IT.data(200, true, OLD), Meaning.PROVEN, "ok"),
                arguments("data 200 unreadable", IT.data(200, false, OLD), Meaning.CONNECTION_ERROR, "unreadable_data"),
                arguments(
                        "data 403, token < 60 s old",
                        IT.data(403, false, YOUNG),
                        Meaning.AUTH_FAILED,
                        "not_active_in_category"),
                arguments("data 403, old token", IT.data(403, false, OLD), Meaning.REFRESH_TOKEN, "token_refused"),
                arguments("data 404", IT.data(404, false, YOUNG), Meaning.WRONG_CATEGORY, "unknown_category"),
                arguments("data 429", IT.data(429, false, YOUNG), Meaning.CONNECTION_ERROR, "rate_limited"),
                arguments("data 502", IT.data(502, false, YOUNG), Meaning.CONNECTION_ERROR, "server_error"),
                arguments("race 403", IT.race(403), Meaning.CONNECTION_ERROR, "unexpected_answer"),
                arguments("race 200 unreadable", IT.race(200), Meaning.CONNECTION_ERROR, "unreadable_data"),
                arguments("handshake 403", IT.handshake(403), Meaning.ROOM_GONE, "room_gone"),
                arguments(
                        "handshake timeout",
                        IT.handshakeUnanswered(Unanswered.TIMEOUT),
                        Meaning.ROOM_GONE,
                        "room_gone"),
                arguments(
                        "handshake TCP",
                        IT.handshakeUnanswered(Unanswered.TCP),
                        Meaning.CONNECTION_ERROR,
                        "unreachable_tcp"),
                arguments("handshake 500", IT.handshake(500), Meaning.CONNECTION_ERROR, "handshake_refused"),
                arguments("handshake 502", IT.handshake(502), Meaning.CONNECTION_ERROR, "handshake_refused"),
                arguments("handshake 503", IT.handshake(503), Meaning.CONNECTION_ERROR, "handshake_refused"),
                arguments("handshake 504", IT.handshake(504), Meaning.CONNECTION_ERROR, "handshake_refused"),
                arguments("close 1000", IT.closed(1000, OLD), Meaning.CONNECTION_ERROR, "socket_closed"),
                arguments("close 1001", IT.closed(1001, OLD), Meaning.CONNECTION_ERROR, "socket_closed"),
                arguments("close 1006", IT.closed(1006, OLD), Meaning.CONNECTION_ERROR, "socket_closed"),
                arguments("close 1011", IT.closed(1011, OLD), Meaning.CONNECTION_ERROR, "socket_closed"),
                arguments(
                        "close 1000 near 24 h",
                        IT.closed(1000, Duration.ofHours(24)),
                        Meaning.ROUTINE,
                        "lifetime_over"),
                arguments(
                        "close 1006 near 24 h",
                        IT.closed(1006, Duration.ofHours(24)),
                        Meaning.CONNECTION_ERROR,
                        "socket_closed"),
                arguments("pong missed", IT.pongMissed(), Meaning.CONNECTION_ERROR, "pong_missed"),
                arguments(
                        "Permission denied",
                        IT.refused(List.of(DENIED), false),
                        Meaning.REFRESH_TOKEN,
                        "token_refused"),
                arguments(
                        "Permission denied again",
                        IT.refused(List.of(DENIED), true),
                        Meaning.AUTH_FAILED,
                        "permission_denied"),
                arguments(
                        "chat closed",
                        IT.refused(List.of("This race chat is now closed."), true),
                        Meaning.NO_EFFECT,
                        "action_refused"),
                arguments(
                        "our bug",
                        IT.refused(List.of("Action is missing or not recognised."), false),
                        Meaning.NO_EFFECT,
                        "action_refused"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void each_row(String seen, Verdict verdict, Meaning meaning, String code) {
        assertThat(verdict.meaning()).isEqualTo(meaning);
        assertThat(verdict.code()).isEqualTo(code);
        assertThat(verdict.sentence()).endsWith(".");
    }

    @Test
    void words_decide_nothing() {
        assertThat(IT.refused(List.of("401 auth: Permission denied by the race monitor."), false)
                        .meaning())
                .isEqualTo(Meaning.NO_EFFECT);
        assertThat(Unanswered.of(new SSLHandshakeException("unknown certificate authority: 401")))
                .isEqualTo(Unanswered.TLS);
        assertThat(Unanswered.of(new RuntimeException("timeout: unknown host"))).isEqualTo(Unanswered.TCP);
    }

    @Test
    void a_failure_is_told_by_its_type_wherever_it_is_wrapped() {
        assertThat(Unanswered.of(new CompletionException(new UnknownHostException("x"))))
                .isEqualTo(Unanswered.DNS);
        assertThat(Unanswered.of(new TimeoutException())).isEqualTo(Unanswered.TIMEOUT);
        assertThat(Unanswered.of(new ConnectException("refused"))).isEqualTo(Unanswered.TCP);
    }
}
