package dev.rollcall.runtime.external;

import dev.rollcall.platform.Printable;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Progress;
import dev.rollcall.runtime.Workload;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.smallrye.mutiny.operators.multi.processors.SerializedProcessor;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Asks for the status of each bot in turn, until it is a last one; never again after that. While the service is down the
 * rounds are further apart. What it learns is told to whoever listens, the same progress in every round: a listener may have
 * missed it.
 */
final class Poller {

    private static final Logger LOG = Logger.getLogger(Poller.class);
    private static final int BUFFER = 4096;

    /** What came of asking for one bot. */
    record Look(BotRecord bot, Observation seen, Progress.Step step, boolean answered) {}

    private final ExternalConfig config;
    private final KnownBots bots;
    private final BroadcastProcessor<Observed> ends = BroadcastProcessor.create();
    private final SerializedProcessor<Observed, Observed> end = ends.serialized();
    private final BroadcastProcessor<Progress> steps = BroadcastProcessor.create();
    private final SerializedProcessor<Progress, Progress> step = steps.serialized();

    private Duration pause;
    private Cancellable rounds = () -> {};

    Poller(ExternalConfig config, KnownBots bots) {
        this.config = config;
        this.bots = bots;
        this.pause = config.pollInterval();
    }

    void start() {
        rounds = Multi.createBy()
                .repeating()
                .uni(this::roundAfterPause)
                .indefinitely()
                .subscribe()
                .with(done -> {}, failure -> LOG.error("The external bot service is not polled any more.", failure));
    }

    void stop() {
        rounds.cancel();
    }

    Multi<Observed> ends() {
        return ends.onOverflow().buffer(BUFFER).onFailure().retry().indefinitely();
    }

    Multi<Progress> progress() {
        return steps.onOverflow().buffer(BUFFER).onFailure().retry().indefinitely();
    }

    /** Never fails. */
    private Uni<Boolean> roundAfterPause() {
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(pause)
                .chain(this::round)
                .onFailure()
                .invoke(trouble ->
                        LOG.warnf("event=poll_failed runtime=external reason=\"%s\"", Printable.of(trouble.toString())))
                .onFailure()
                .recoverWithItem(true);
    }

    private Uni<Boolean> round() {
        return bots.all()
                .chain(all -> Multi.createFrom()
                        .iterable(all)
                        .filter(this::isToBeAsked)
                        .onItem()
                        .transformToUni(bots::ask)
                        .merge(config.connections())
                        .invoke(this::tell)
                        .collect()
                        .asList()
                        .map(this::paced));
    }

    /** Where there is a last word already, nobody is asked, and it is told once. */
    private boolean isToBeAsked(BotRecord bot) {
        return !bot.over() || bots.isEndToBeTold(bot.handle());
    }

    /** One bot without an answer may be its own trouble; no answer for any of them is the service's. */
    private boolean paced(List<Look> looks) {
        boolean down = !looks.isEmpty() && looks.stream().noneMatch(Look::answered);
        if (down) {
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(config.longestPause()) > 0 ? config.longestPause() : doubled;
            LOG.warnf("event=service_down runtime=external pause=%s", pause);
        } else {
            pause = config.pollInterval();
        }
        return down;
    }

    private void tell(Look look) {
        Workload.identify(look.bot().handle()).ifPresent(bot -> {
            if (look.seen() instanceof Ended || look.seen() instanceof Observation.Gone) {
                bots.isEndToBeTold(look.bot().handle()); // not any more
                end.onNext(new Observed(look.bot().handle(), bot.meetingId(), bot.attempt(), look.seen()));
            } else if (look.step() != null) {
                step.onNext(new Progress(look.bot().handle(), bot.meetingId(), bot.attempt(), look.step()));
            }
        });
    }
}
