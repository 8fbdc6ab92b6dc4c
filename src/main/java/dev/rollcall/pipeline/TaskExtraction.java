package dev.rollcall.pipeline;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Finds what is to be done in what was said, which is never nothing. Fails with {@link StepTrouble}. */
interface TaskExtraction {

    /** @param summary what the analysis made of it */
    Uni<List<FoundTask>> tasks(Conversation said, String summary);
}
