package dev.rollcall.pipeline;

import dev.rollcall.platform.Seal;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The three steps: each reads what the ones before have stored, and stores what it has made. */
@ApplicationScoped
class Steps {

    private final JobWords words;
    private final JobResults results;
    private final AudioFetch audio;
    private final Transcription transcription;
    private final Analysis analysis;
    private final TaskExtraction extraction;
    private final Seal seal;

    Steps(
            JobWords words,
            JobResults results,
            AudioFetch audio,
            Transcription transcription,
            Analysis analysis,
            TaskExtraction extraction,
            Seal seal) {
        this.words = words;
        this.results = results;
        this.audio = audio;
        this.transcription = transcription;
        this.analysis = analysis;
        this.extraction = extraction;
        this.seal = seal;
    }

    /** False when somebody else has the job by now. Fails with {@link StepTrouble}, or as the database does. */
    Uni<Boolean> perform(Job job) {
        return switch (job.step()) {
            case TRANSCRIBING -> spoken(job).chain(spoken -> results.transcribed(job, spoken));
            case ANALYZING_MEETING -> words.of(job).chain(this::summary).chain(made -> results.analysed(job, made));
            case CREATING_TASKS ->
                words.of(job).chain(said -> tasks(said, job)).chain(found -> results.finished(job, found));
            case DONE, ERROR -> Uni.createFrom().item(false);
        };
    }

    private Uni<List<Spoken>> spoken(Job job) {
        Input input;
        try {
            input = job.input(seal);
        } catch (Seal.BrokenException e) {
            throw StepTrouble.lasting("The address of the recording cannot be opened any more; send it again.");
        }
        if (input instanceof Input.Text given) {
            return Uni.createFrom()
                    .item(() -> GivenText.words(given.text()))
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
        }
        return input instanceof Input.Audio recording
                ? transcribed(recording)
                : Uni.createFrom().item(List.of());
    }

    private Uni<List<Spoken>> transcribed(Input.Audio recording) {
        if (!transcription.isThere()) {
            throw StepTrouble.lasting(Transcription.MISSING);
        }
        return audio.with(recording.url(), transcription::words);
    }

    /** Where nothing was said there is nothing to ask anybody. */
    private Uni<String> summary(Conversation said) {
        return said.isEmpty() ? Uni.createFrom().nullItem() : analysis.summary(said);
    }

    private Uni<List<FoundTask>> tasks(Conversation said, Job job) {
        return said.isEmpty() ? Uni.createFrom().item(List.of()) : extraction.tasks(said, job.summary());
    }
}
