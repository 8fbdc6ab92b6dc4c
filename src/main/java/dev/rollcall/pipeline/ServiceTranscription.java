package dev.rollcall.pipeline;

import dev.rollcall.pipeline.AiService.Call;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** By a service with OpenAI's interface: POST /audio/transcriptions, multipart, answered as verbose_json. */
@ApplicationScoped
class ServiceTranscription implements Transcription {

    private static final String WHO = "The transcription service";
    private static final int LONGEST_CODE = 3;

    private final AiService service;
    private final TranscriptionConfig config;
    private final Vertx vertx;

    ServiceTranscription(AiService service, TranscriptionConfig config, Vertx vertx) {
        this.service = service;
        this.config = config;
        this.vertx = vertx;
    }

    @Override
    public boolean isThere() {
        return config.url().isPresent();
    }

    @Override
    public Uni<List<Spoken>> words(AudioFile audio) {
        String boundary = "rollcall-" + UUID.randomUUID();
        Call call = Call.of(
                WHO,
                config.url().orElseThrow(),
                "/audio/transcriptions",
                config.key(),
                "multipart/form-data; boundary=" + boundary,
                config.timeout());
        return service.post(call, request -> send(request, audio, boundary)).map(ServiceTranscription::spoken);
    }

    /** The file goes from the disk to the service piece by piece: it may be larger than our memory. */
    private Future<HttpClientResponse> send(HttpClientRequest request, AudioFile audio, String boundary) {
        Buffer head = Buffer.buffer(field(boundary, "model", config.model())
                + field(boundary, "response_format", "verbose_json")
                + field(boundary, "timestamp_granularities[]", "segment")
                + "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + audio.name()
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        Buffer tail = Buffer.buffer("\r\n--" + boundary + "--\r\n");
        request.putHeader("Content-Length", String.valueOf(head.length() + audio.size() + tail.length()));
        vertx.fileSystem()
                .open(audio.path(), new OpenOptions().setWrite(false).setCreate(false))
                .compose(file -> pipe(file, request, head))
                .compose(piped -> request.end(tail))
                .onFailure(failure -> request.reset(0, failure)); // unless it has answered already
        return request.response();
    }

    private static Future<Void> pipe(AsyncFile file, HttpClientRequest request, Buffer head) {
        return request.write(head)
                .compose(written -> file.pipe().endOnComplete(false).to(request))
                .onComplete(piped -> file.close());
    }

    private static String field(String boundary, String name, String value) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    /** Segments with their times; or the whole text, from a service that has none. */
    private static List<Spoken> spoken(JsonObject answer) {
        String language = code(answer.getValue("language"));
        if (!(answer.getValue("segments") instanceof JsonArray segments)) {
            if (answer.getValue("text") instanceof String text) {
                return text.isBlank()
                        ? List.of()
                        : List.of(new Spoken(0, seconds(answer, "duration"), null, text, language));
            }
            throw AiService.malformed(WHO);
        }
        List<Spoken> spoken = new ArrayList<>();
        for (Object one : segments) {
            if (!(one instanceof JsonObject segment) || !(segment.getValue("text") instanceof String text)) {
                throw AiService.malformed(WHO);
            }
            String speaker = segment.getValue("speaker") instanceof String name ? name : null;
            spoken.add(new Spoken(seconds(segment, "start"), seconds(segment, "end"), speaker, text, language));
        }
        return spoken;
    }

    private static double seconds(JsonObject segment, String field) {
        return segment.getValue(field) instanceof Number number ? number.doubleValue() : 0;
    }

    /** Some say "english", some "en". Null for what is neither. */
    private static String code(Object language) {
        if (!(language instanceof String word)) {
            return null;
        }
        return word.length() <= LONGEST_CODE
                ? word.toLowerCase(Locale.ROOT)
                : Arrays.stream(Locale.getISOLanguages())
                        .filter(code -> Locale.forLanguageTag(code)
                                .getDisplayLanguage(Locale.ENGLISH)
                                .equalsIgnoreCase(word))
                        .findFirst()
                        .orElse(null);
    }
}
