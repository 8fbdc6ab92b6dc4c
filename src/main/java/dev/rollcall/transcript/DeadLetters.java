package dev.rollcall.transcript;

import dev.rollcall.platform.Printable;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is refused goes to {@code <stream>:dead}: when, why, of which meeting it said that it is, and how much it was. Its
 * token never does, and neither do its words: nobody could be asked whose they are, or have them deleted.
 */
@ApplicationScoped
class DeadLetters {

    private static final int PAGE = 200;

    private final SegmentStream stream;
    private final TranscriptConfig config;
    private final TranscriptMeters meters;
    private final Clock clock;

    DeadLetters(SegmentStream stream, TranscriptConfig config, TranscriptMeters meters, Clock clock) {
        this.stream = stream;
        this.config = config;
        this.meters = meters;
        this.clock = clock;
    }

    private String name() {
        return config.stream() + ":dead";
    }

    /**
     * @param sentence what is wrong, for whoever looks after the sender
     * @param message null when it could not be read
     * @param bytes of the payload
     */
    Uni<Void> add(StreamId id, Refusal refusal, String sentence, TranscriptMessage message, int bytes) {
        Map<String, String> letter = new LinkedHashMap<>();
        letter.put("id", id.toString());
        letter.put("reason", refusal.word());
        letter.put("detail", sentence);
        letter.put("bytes", Integer.toString(bytes));
        if (message != null) {
            put(letter, "platform", message.platform());
            put(letter, "meeting_id", message.meetingId());
            put(letter, "uid", message.sessionUid());
            letter.put("segments", Integer.toString(message.segments().size() + message.wrong()));
        }
        return stream.add(name(), config.deadLetters(), letter).invoke(() -> meters.refused(refusal));
    }

    private static void put(Map<String, String> letter, String name, String value) {
        if (value != null) {
            letter.put(name, Printable.of(value));
        }
    }

    Uni<Void> removeOld() {
        return stream.trim(name(), StreamId.at(clock.instant().minus(config.deadLettersFor())));
    }

    /** Every letter that names the meeting. */
    Uni<Void> forget(String platform, String nativeId) {
        return forget(platform, nativeId, "-");
    }

    private Uni<Void> forget(String platform, String nativeId, String from) {
        return stream.range(name(), from, PAGE).chain(letters -> {
            List<StreamId> named = letters.entrySet().stream()
                    .filter(letter -> nativeId.equals(letter.getValue().get("meeting_id"))
                            && platform.equals(letter.getValue().getOrDefault("platform", platform)))
                    .map(Map.Entry::getKey)
                    .toList();
            Uni<Void> removed = stream.remove(name(), named);
            StreamId last =
                    letters.keySet().stream().reduce((first, second) -> second).orElse(null);
            return letters.size() < PAGE
                    ? removed
                    : removed.chain(() -> forget(platform, nativeId, last.next().toString()));
        });
    }
}
