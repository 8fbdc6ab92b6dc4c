package dev.rollcall.pipeline;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/** What to call a recording: services tell its form by the ending. Pure. */
final class AudioName {

    private static final Map<String, String> ENDINGS = Map.ofEntries(
            Map.entry("audio/mpeg", "mp3"),
            Map.entry("audio/mp4", "m4a"),
            Map.entry("audio/x-m4a", "m4a"),
            Map.entry("audio/wav", "wav"),
            Map.entry("audio/x-wav", "wav"),
            Map.entry("audio/wave", "wav"),
            Map.entry("audio/webm", "webm"),
            Map.entry("video/webm", "webm"),
            Map.entry("video/mp4", "mp4"),
            Map.entry("audio/ogg", "ogg"),
            Map.entry("audio/opus", "ogg"),
            Map.entry("audio/flac", "flac"),
            Map.entry("audio/x-flac", "flac"));

    /** What most of them take for anything. */
    private static final String USUAL = "mp3";

    private AudioName() {}

    /** @param contentType null where nobody said */
    static String of(URI url, String contentType) {
        String path = url.getPath() == null ? "" : url.getPath().toLowerCase(Locale.ROOT);
        String ending = path.substring(path.lastIndexOf('.') + 1);
        if (ENDINGS.containsValue(ending)) {
            return "audio." + ending;
        }
        String type =
                contentType == null ? "" : contentType.split(";")[0].strip().toLowerCase(Locale.ROOT);
        return "audio." + ENDINGS.getOrDefault(type, USUAL);
    }
}
