package dev.rollcall.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Kind;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTroubleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | pods \"x\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2 | QUOTA",
                "403 | pods \"x\" is forbidden: status unknown for quota: q, resources: pods | QUOTA",
                "403 | pods \"x\" is forbidden: failed quota: q: must specify limits.cpu | REFUSED",
                "403 | pods is forbidden: User \"x\" cannot create resource \"pods\" | REFUSED",
                "404 | namespaces \"x\" not found | REFUSED",
                "400 | Pod in version \"v1\" cannot be handled as a Pod | REFUSED",
                "413 | limit is 3145728 | REFUSED",
                "422 | Pod \"x\" is invalid: spec.containers[0].image: Required value | REFUSED",
                "401 | Unauthorized | BUSY",
                "409 | Operation cannot be fulfilled on resourcequotas \"q\" | BUSY",
                "429 | Too many requests, please try again later. | BUSY",
                "500 | Internal error occurred: failed calling webhook | BUSY",
                "503 | the server is currently unable to handle the request | BUSY",
                "502 | Bad Gateway | AMBIGUOUS",
                "504 | request did not complete within requested timeout | AMBIGUOUS"
            })
    void an_answer_has_its_outcome(int code, String message, Kind outcome) {
        assertThat(ApiTrouble.outcome(answer(code, "x", message)).kind()).isEqualTo(outcome);
    }

    @Test
    void no_answer_is_ambiguous() {
        LaunchOutcome outcome =
                ApiTrouble.outcome(new KubernetesClientException("x", new SocketTimeoutException("timed out")));

        assertThat(outcome.kind()).isEqualTo(Kind.AMBIGUOUS);
        assertThat(outcome.reason()).contains("did not answer").contains("timed out");
    }

    @Test
    void an_answer_that_may_repeat_what_was_sent_is_not_passed_on() {
        String reason = ApiTrouble.reason(answer(400, "BadRequest", "bigger context ...\"data\":{\"A\":\"czNjcmV0\"}"));

        assertThat(reason).isEqualTo("The API server answered 400 BadRequest.");
    }

    @Test
    void only_a_thing_of_the_same_name_already_exists() {
        assertThat(ApiTrouble.alreadyExists(answer(409, "AlreadyExists", "pods \"x\" already exists")))
                .isTrue();
        assertThat(ApiTrouble.alreadyExists(answer(409, "Conflict", "try again")))
                .isFalse();
    }

    private static KubernetesClientException answer(int code, String reason, String message) {
        return new KubernetesClientException(new StatusBuilder()
                .withCode(code)
                .withReason(reason)
                .withMessage(message)
                .build());
    }
}
