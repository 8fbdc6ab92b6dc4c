package dev.rollcall.transcript;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.platform.Printable;
import dev.rollcall.transcript.TranscriptQueries.Head;
import dev.rollcall.transcript.TranscriptQueries.Placed;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Answers with a transcript of any length: one page of it is in memory at a time, and the next one is read when the
 * client has taken the last. The first is read before the answer begins, so that trouble still has a status to say it
 * with; whatever happens later breaks the connection, and the client sees that something is missing.
 */
@ApplicationScoped
class TranscriptWriter {

    private static final Logger LOG = Logger.getLogger(TranscriptWriter.class);

    /** Who takes no page for so long is cut off. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TranscriptQueries transcripts;
    private final ObjectMapper json;

    TranscriptWriter(TranscriptQueries transcripts, ObjectMapper json) {
        this.transcripts = transcripts;
        this.json = json;
    }

    /** One answer on its way. */
    private final class Answer {
        private final HttpServerResponse response;
        private final long meetingId;
        private final Instant began;
        private final TranscriptFormat format;
        private final String head;
        private final String foot;
        private int written;

        Answer(
                HttpServerResponse response,
                long meetingId,
                Instant began,
                TranscriptFormat format,
                String head,
                String foot) {
            this.response = response;
            this.meetingId = meetingId;
            this.began = began;
            this.format = format;
            this.head = head;
            this.foot = foot;
        }

        Uni<Void> write(List<Placed> page) {
            if (page.size() < TranscriptQueries.PAGE) {
                return UniHelper.toUni(response.end(text(page) + foot));
            }
            return UniHelper.toUni(response.write(text(page)))
                    .ifNoItem()
                    .after(PATIENCE)
                    .fail()
                    .chain(() -> transcripts.page(meetingId, page.get(page.size() - 1)))
                    .chain(this::write);
        }

        private String text(List<Placed> page) {
            StringBuilder text = new StringBuilder(written == 0 ? head : "");
            for (Placed placed : page) {
                text.append(one(placed));
                written++;
            }
            return text.toString();
        }

        private String one(Placed placed) {
            return format == TranscriptFormat.JSON
                    ? (written == 0 ? "" : ",") + encode(placed.line())
                    : format.cue(written + 1, began, placed.line());
        }
    }

    Uni<Void> answer(RoutingContext request, Head head, TranscriptFormat format) {
        long id = head.meeting().id();
        if (format != TranscriptFormat.JSON) {
            return answer(request, id, head.began(), format, format.head(), "");
        }
        String empty = encode(head.meeting());
        String foot = "]}";
        return answer(request, id, head.began(), format, empty.substring(0, empty.length() - foot.length()), foot);
    }

    /** The segments alone. */
    Uni<Void> list(RoutingContext request, long meetingId) {
        return answer(request, meetingId, null, TranscriptFormat.JSON, "[", "]");
    }

    private Uni<Void> answer(
            RoutingContext request, long meetingId, Instant began, TranscriptFormat format, String head, String foot) {
        HttpServerResponse response = request.response();
        return transcripts.page(meetingId, null).chain(first -> {
            response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, format.mediaType());
            return new Answer(response, meetingId, began(began, first), format, head, foot)
                    .write(first)
                    .onFailure()
                    .invoke(failure -> cut(request, failure))
                    .onFailure()
                    .recoverWithNull();
        });
    }

    /** What an older system left may have no session that its times could count from. */
    private static Instant began(Instant told, List<Placed> first) {
        return told != null || first.isEmpty() ? told : first.get(0).line().absoluteStartTime();
    }

    private static void cut(RoutingContext request, Throwable failure) {
        if (!request.response().closed()) {
            LOG.infof("transcript=cut error=%s", Printable.of(failure.toString()));
            request.request().connection().close();
        }
    }

    private String encode(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A transcript is always JSON", e);
        }
    }
}
