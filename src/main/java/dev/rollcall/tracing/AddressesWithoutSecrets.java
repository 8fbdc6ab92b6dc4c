package dev.rollcall.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Takes the query and the user out of the addresses of every span, whoever made it: bots' callbacks and clients' sockets
 * carry their keys there. Attributes cannot be taken away, so REDACTED stands in their place, as OpenTelemetry has it.
 */
@Singleton
class AddressesWithoutSecrets implements SpanProcessor {

    static final String REDACTED = "REDACTED";

    /** Of the present conventions and of those before. */
    private static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");

    private static final List<AttributeKey<String>> ADDRESSES = List.of(
            AttributeKey.stringKey("url.full"),
            AttributeKey.stringKey("http.url"),
            AttributeKey.stringKey("http.target"));

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        if (span.getAttribute(QUERY) != null) {
            span.setAttribute(QUERY, REDACTED);
        }
        for (AttributeKey<String> address : ADDRESSES) {
            String value = span.getAttribute(address);
            if (value != null) {
                span.setAttribute(address, redacted(value));
            }
        }
    }

    static String redacted(String address) {
        return address.replaceFirst("\\?.*", "?" + REDACTED).replaceFirst("//[^/?#@]*@", "//" + REDACTED + "@");
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // nothing is left to be done then
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
