package dev.rollcall.runtime.nomad;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** A list of many pages as one, up to a bound: the next token is left where something was. */
final class AllPages {

    private static final Logger LOG = Logger.getLogger(AllPages.class);

    private AllPages() {}

    static Uni<BotJobs.Page> of(BotJobs jobs, int most) {
        return jobs.page(null).chain(first -> after(first, jobs, most));
    }

    /** The index stays that of the first page: what changes between the pages is told at the next question. */
    static Uni<BotJobs.Page> after(BotJobs.Page soFar, BotJobs jobs, int most) {
        if (soFar.next() == null) {
            return Uni.createFrom().item(soFar);
        }
        if (most <= 1) {
            LOG.warnf("event=list_cut runtime=nomad listed=%d", soFar.jobs().size());
            return Uni.createFrom().item(soFar);
        }
        return jobs.page(soFar.next()).chain(further -> after(joined(soFar, further), jobs, most - 1));
    }

    private static BotJobs.Page joined(BotJobs.Page one, BotJobs.Page other) {
        List<BotJob> both = new ArrayList<>(one.jobs());
        both.addAll(other.jobs());
        return new BotJobs.Page(both, one.index(), other.next());
    }
}
