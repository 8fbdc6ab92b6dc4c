package dev.rollcall.pipeline;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Makes words of a recording. Fails with {@link StepTrouble}. */
interface Transcription {

    String MISSING = "This installation has no transcription service; send text instead of audio_url.";

    /** Whether there is anything that could. */
    boolean isThere();

    Uni<List<Spoken>> words(AudioFile audio);
}
