package dev.rollcall.explain;

import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Why meetings are as they are, for whoever shows it. */
@ApplicationScoped
public class Explanations {

    private final ExplainQueries queries;

    Explanations(ExplainQueries queries) {
        this.queries = queries;
    }

    /**
     * A {@link Problem} 404 when there is no such meeting, or it is another's.
     *
     * @param userId null for an administrator, who sees everybody's
     */
    public Uni<Explanation> of(long meetingId, Long userId) {
        return queries.of(meetingId, userId)
                .map(facts -> facts.map(Explainer::explain).orElseThrow(() -> Problem.of(404, "Meeting not found")));
    }
}
