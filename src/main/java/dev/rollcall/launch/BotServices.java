package dev.rollcall.launch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** The services that bots of the profiles classic, m10 and h work with; what is not set, they are not told. */
@ConfigMapping(prefix = "rollcall.bot.services")
interface BotServices {

    /** Where m10 and h bots have speech turned into text; without it they attend and write nothing down. */
    Optional<String> transcriptionUrl();

    /** The secret for the transcription service. */
    Optional<String> transcriptionToken();

    /** The model that h bots ask for; the transcription service's own choice if not set. */
    Optional<String> transcriptionModel();

    /** Where m10 bots have text spoken. */
    Optional<String> ttsUrl();

    /** Where bots upload recordings, as in {@code http://collector:8000/internal/recordings/upload}. */
    Optional<String> recordingUploadUrl();

    /**
     * Whether bots record when the order does not say. Default: m10 and h do where there is a place to upload to,
     * classic ones do not, as it always was.
     */
    Optional<Boolean> recordingEnabled();

    /** What a recording holds: audio, video or both. Audio is all that a transcript needs. */
    @WithDefault("audio")
    List<String> captureModes();
}
