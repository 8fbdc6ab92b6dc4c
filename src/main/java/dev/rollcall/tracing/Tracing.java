package dev.rollcall.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.api.instrumenter.LocalRootSpan;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Spans of our own, beside those that Quarkus makes of requests and statements, and the meeting on both. Switched off,
 * which is the default, every method hands back what it was given.
 */
@ApplicationScoped
public class Tracing {

    private static final AttributeKey<Long> MEETING = AttributeKey.longKey("rollcall.meeting.id");

    /**
     * What a span is about.
     *
     * @param meetingId null where it is no single meeting
     * @param words attributes, by their names after {@code rollcall.}; none of them may be a secret
     */
    public record Subject(Long meetingId, Map<String, String> words) {

        public static Subject of(Long meetingId) {
            return new Subject(meetingId, Map.of());
        }

        private void describe(Span span) {
            if (meetingId != null) {
                span.setAttribute(MEETING, meetingId);
            }
            words.forEach((name, word) -> span.setAttribute("rollcall." + name, word));
        }
    }

    private final boolean on;
    private final Tracer tracer;
    private final Vertx vertx;

    Tracing(
            OpenTelemetry openTelemetry,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled", defaultValue = "false") boolean off) {
        this.on = !off;
        this.tracer = openTelemetry.getTracer("dev.rollcall");
        this.vertx = vertx;
    }

    /**
     * Work that goes on without anybody who waits for it: a trace of its own. The statements that it executes stand below
     * it, which takes a Vert.x context of its own, since several such works run at once on a shared one.
     */
    public <T> Uni<T> work(String name, Subject subject, Supplier<Uni<T>> work) {
        return on
                ? Uni.createFrom()
                        .deferred(() -> traced(tracer.spanBuilder(name).setNoParent(), subject, work))
                        .runSubscriptionOn(contextOfItsOwn())
                : work.get();
    }

    private <T> Uni<T> traced(SpanBuilder builder, Subject subject, Supplier<Uni<T>> work) {
        Span span = builder.startSpan();
        subject.describe(span);
        Scope scope = span.makeCurrent();
        return work.get().onTermination().invoke((done, failure, cancelled) -> {
            end(span, failure);
            scope.close();
        });
    }

    private Executor contextOfItsOwn() {
        var context = VertxContext.createNewDuplicatedContext(VertxContext.getRootContext(vertx.getOrCreateContext()));
        VertxContextSafetyToggle.setContextSafe(context, true);
        return task -> context.runOnContext(now -> task.run());
    }

    /** Something that is done for a caller, below whose span it stands; what it is about is known when it is done. */
    public <T> Uni<T> step(String name, Uni<T> step, Function<T, Subject> subject) {
        return on ? Uni.createFrom().deferred(() -> traced(name, step, subject)) : step;
    }

    private <T> Uni<T> traced(String name, Uni<T> step, Function<T, Subject> subject) {
        Context caller = Context.current();
        Span span = tracer.spanBuilder(name).setParent(caller).startSpan();
        return step.onTermination().invoke((done, failure, cancelled) -> {
            if (done != null) {
                subject.apply(done).describe(span);
            }
            end(span, failure);
        });
    }

    /** Something that is done already. */
    public void note(String name, Subject subject) {
        if (on) {
            Span span = tracer.spanBuilder(name).startSpan();
            subject.describe(span);
            span.end();
        }
    }

    /** The request that is being answered is about the meeting that its answer tells; null for none. */
    public <T> Uni<T> request(Uni<T> answer, Function<T, Long> meetingId) {
        return on ? Uni.createFrom().deferred(() -> marked(LocalRootSpan.current(), answer, meetingId)) : answer;
    }

    /** The span is asked for beforehand: the answer may come on the context of another request. */
    private static <T> Uni<T> marked(Span request, Uni<T> answer, Function<T, Long> meetingId) {
        return answer.invoke(done -> Subject.of(meetingId.apply(done)).describe(request));
    }

    /** The request that is being answered is about this meeting. */
    void request(long meetingId) {
        if (on) {
            LocalRootSpan.current().setAttribute(MEETING, meetingId);
        }
    }

    /** A failure by its kind alone, as its words may quote anything; the log has them. */
    private static void end(Span span, Throwable failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
        }
        span.end();
    }
}
