package dev.rollcall.runtime.external;

import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.external.ExternalConfig.Ids;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The bots that there is a record of, and what the service says of each; a last word is kept and not asked for again. */
final class KnownBots {

    private static final Duration DISK_TIMEOUT = Duration.ofSeconds(10);

    private final ExternalConfig config;
    private final BotService service;
    private final BotRecords records;

    /** Those that were live when they were last looked at: whoever learns of their end, it is told here. */
    private final Set<String> followed = ConcurrentHashMap.newKeySet();

    KnownBots(ExternalConfig config, BotService service, BotRecords records) {
        this.config = config;
        this.service = service;
        this.records = records;
    }

    /** All but the deleted ones. */
    Uni<List<BotRecord>> all() {
        return onDisk(records::all);
    }

    Uni<Optional<BotRecord>> recorded(String handle) {
        return onDisk(() -> records.find(handle));
    }

    Uni<BotRecord> remember(BotRecord record) {
        return onDisk(() -> {
            records.write(record);
            return record;
        });
    }

    /** Whether its end is still to be told; true once. */
    boolean isEndToBeTold(String handle) {
        return followed.remove(handle);
    }

    /** The record; where we name the bots and another replica has launched it, the service is asked and it is adopted. */
    Uni<Optional<BotRecord>> known(String handle) {
        return recorded(handle)
                .chain(record -> record.isPresent() || config.ids() == Ids.THEIRS
                        ? Uni.createFrom().item(record)
                        : adopt(handle));
    }

    private Uni<Optional<BotRecord>> adopt(String handle) {
        return service.status(handle).chain(answer -> {
            if (answer.missing()) {
                return Uni.createFrom().item(Optional.empty());
            }
            if (!answer.ok()) {
                throw answer.trouble();
            }
            BotRecord record = BotRecord.launched(handle, handle);
            return remember(record).replaceWith(Optional.of(record));
        });
    }

    /** Never fails. */
    Uni<Poller.Look> ask(BotRecord record) {
        return look(record)
                .onFailure()
                .recoverWithItem(trouble -> new Poller.Look(record, new Unknown(trouble.getMessage()), null, false));
    }

    /** The last word where there is one, and what the service says otherwise; a last word is kept. */
    Uni<Poller.Look> look(BotRecord record) {
        Optional<Observation> lastWord = record.lastWord();
        if (lastWord.isPresent()) {
            return Uni.createFrom().item(new Poller.Look(record, lastWord.get(), null, true));
        }
        followed.add(record.handle());
        return service.status(record.botId()).chain(answer -> read(record, answer));
    }

    private Uni<Poller.Look> read(BotRecord record, ServiceAnswer answer) {
        if (answer.missing()) {
            return remember(record.forgotten()).replaceWith(new Poller.Look(record, new Gone(), null, true));
        }
        JsonObject said = answer.json();
        if (!answer.ok() || said == null) {
            throw answer.trouble();
        }
        BotStatus status = BotStatus.of(said);
        Observation seen = status.observation();
        Poller.Look look = new Poller.Look(record, seen, status.step().orElse(null), true);
        return seen instanceof Ended ended
                ? remember(record.ended(ended)).replaceWith(look)
                : Uni.createFrom().item(look);
    }

    /** Files block, and are small. */
    private static <T> Uni<T> onDisk(Supplier<T> work) {
        return Uni.createFrom()
                .item(work)
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .ifNoItem()
                .after(DISK_TIMEOUT)
                .fail();
    }
}
