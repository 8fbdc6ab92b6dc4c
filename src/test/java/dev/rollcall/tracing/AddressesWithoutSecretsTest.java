package dev.rollcall.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesWithoutSecretsTest {

    @ParameterizedTest
    @CsvSource({
        "/callback?token=s3cret, /callback?REDACTED",
        "http://host:80/a/b?x=s3cret&y=?z, http://host:80/a/b?REDACTED",
        "https://me:s3cret@host/a, https://REDACTED@host/a",
        "https://host/a@b, https://host/a@b",
        "/plain, /plain",
    })
    void an_address_keeps_where_it_leads_and_no_more(String address, String kept) {
        assertThat(AddressesWithoutSecrets.redacted(address)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"url.query", "url.full", "http.url", "http.target"})
    void no_attribute_of_a_span_keeps_the_query(String attribute) {
        AttributeKey<String> key = AttributeKey.stringKey(attribute);
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(new AddressesWithoutSecrets())
                .build()) {
            var span = (ReadableSpan) provider.get("test")
                    .spanBuilder("GET /")
                    .setAttribute(key, "/a?token=s3cret")
                    .startSpan();

            assertThat(span.getAttribute(key)).contains("REDACTED").doesNotContain("s3cret");
        }
    }

    @Test
    void a_span_without_an_address_gets_none() {
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(new AddressesWithoutSecrets())
                .build()) {
            var span = (ReadableSpan) provider.get("test").spanBuilder("launch").startSpan();

            assertThat(span.getAttributes().isEmpty()).isTrue();
        }
    }
}
