package dev.rollcall.polling;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Removes what frontends have no more use for. Nobody can ask for it from the moment on that it is past keeping, whenever
 * this runs; and what is not over stays, whatever its age.
 */
@ApplicationScoped
class Forgetting {

    private static final Logger LOG = Logger.getLogger(Forgetting.class);
    private static final int PAGE = 500;

    private final PolledBots bots;
    private final Faces faces;
    private final PollingConfig config;

    Forgetting(PolledBots bots, Faces faces, PollingConfig config) {
        this.bots = bots;
        this.faces = faces;
        this.config = config;
    }

    @Scheduled(
            identity = "bot-status-cleanup",
            every = "${rollcall.polling.cleanup-every:1h}",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return forgetAfter(Instant.EPOCH, "")
                .invoke(removed -> {
                    if (removed > 0) {
                        LOG.infof("bot-status=cleanup removed=%d", removed);
                    }
                })
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("bot-status=cleanup error=%s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Integer> forgetAfter(Instant time, String botId) {
        return bots.olderThan(config.keep(), time, botId, PAGE).chain(page -> {
            if (page.isEmpty()) {
                return Uni.createFrom().item(0);
            }
            PolledBot last = page.get(page.size() - 1);
            return remove(page)
                    .chain(removed ->
                            forgetAfter(last.createdAt(), last.botId()).map(more -> removed + more));
        });
    }

    private Uni<Integer> remove(List<PolledBot> page) {
        List<String> forgotten = page.stream()
                .filter(bot -> faces.isForgotten(bot, Face.of(bot.facts(), config.patience())))
                .map(PolledBot::botId)
                .toList();
        return forgotten.isEmpty() ? Uni.createFrom().item(0) : bots.delete(forgotten);
    }
}
