package dev.rollcall.standing.generic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.standing.Report;
import io.vertx.core.http.UpgradeRejectedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer, a close code or a failure means, by number and type. */
class FindingsTest {

    @ParameterizedTest
    @CsvSource({
        "401, CREDENTIALS",
        "403, CREDENTIALS",
        "301, CONNECTION",
        "404, CONNECTION",
        "429, CONNECTION",
        "500, CONNECTION",
        "503, CONNECTION"
    })
    void an_answer_other_than_expected(int status, Report.Trouble trouble) {
        assertThat(((Report.Over) Findings.ofAnswer(status, true, null)).trouble())
                .isEqualTo(trouble);
    }

    @Test
    void an_answer_as_expected_is_proof() {
        assertThat(Findings.ofAnswer(204, true, null)).isEqualTo(Findings.WELL);
        assertThat(Findings.ofAnswer(403, true, 403)).as("where it is expected").isEqualTo(Findings.WELL);
        assertThat(Findings.ofAnswer(200, true, 204)).isNotEqualTo(Findings.WELL);
        assertThat(Findings.ofAnswer(200, false, null)).isNotEqualTo(Findings.WELL);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, CONNECTION", "1001, CONNECTION", "1006, CONNECTION", "1008, CONNECTION", "1011, CONNECTION",
        "3000, CREDENTIALS", "3003, CREDENTIALS", "4401, CREDENTIALS", "4403, CREDENTIALS", "4500, CONNECTION"
    })
    void a_close(short code, Report.Trouble trouble) {
        Report.Over over = (Report.Over) Findings.ofClose(code);

        assertThat(over.trouble()).isEqualTo(trouble);
        assertThat(over.code()).isEqualTo("close_" + code);
    }

    @Test
    void a_handshake_is_refused_by_its_status() {
        assertThat(over(new UpgradeRejectedException("no", 401, null, null)).trouble())
                .isEqualTo(Report.Trouble.CREDENTIALS);
        assertThat(over(new UpgradeRejectedException("401", 502, null, null)).trouble())
                .isEqualTo(Report.Trouble.CONNECTION);
    }

    /** Elsewhere the word "auth" in a message was enough: the certificate authority made it AUTH_FAILED for ever. */
    @Test
    void the_words_of_a_message_mean_nothing() {
        assertThat(over(new SSLHandshakeException("unknown certificate authority: authentication 401"))
                        .trouble())
                .isEqualTo(Report.Trouble.CONNECTION);
        assertThat(over(new IOException("401 Unauthorized: invalid_client")).trouble())
                .isEqualTo(Report.Trouble.CONNECTION);
    }

    @Test
    void a_failure_has_the_code_of_its_kind() {
        assertThat(over(new RuntimeException(new UnknownHostException("nowhere")))
                        .code())
                .isEqualTo("dns");
        assertThat(over(new SSLHandshakeException("no")).code()).isEqualTo("tls");
        assertThat(over(new ConnectException("refused")).code()).isEqualTo("connect");
        assertThat(over(new TimeoutException()).code()).isEqualTo("timeout");
        assertThat(over(new IOException("reset")).code()).isEqualTo("connection");
    }

    private static Report.Over over(Throwable failure) {
        return (Report.Over) Findings.ofFailure(failure);
    }
}
