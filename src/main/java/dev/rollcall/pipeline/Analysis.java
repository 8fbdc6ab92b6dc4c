package dev.rollcall.pipeline;

import io.smallrye.mutiny.Uni;

/** Makes a summary of what was said, which is never nothing. Fails with {@link StepTrouble}. */
interface Analysis {

    Uni<String> summary(Conversation said);
}
