package dev.rollcall.command;

import dev.rollcall.platform.RedisChannels;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.TransitionRecord.IssuedCommand;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Commands over Redis. Pub/sub keeps nothing: a command that no subscriber got stays accepted and is published again
 * until somebody hears it, it is taken from the answer to a heartbeat, or it expires.
 */
@ApplicationScoped
class CommandBus implements EffectHandler {

    private static final Logger LOG = Logger.getLogger(CommandBus.class);
    private static final int BATCH = 200;

    private final RedisChannels redis;
    private final Commands commands;
    private final CommandMeters meters;

    CommandBus(RedisChannels redis, Commands commands, CommandMeters meters) {
        this.redis = redis;
        this.commands = commands;
        this.meters = meters;
    }

    @Override
    public boolean concerns(TransitionRecord record) {
        return !record.commands().isEmpty();
    }

    @Override
    public Uni<Void> handle(TransitionRecord record) {
        return Multi.createFrom()
                .iterable(record.commands())
                .onItem()
                .invoke(issued -> meters.issued(issued.draft().action()))
                .onItem()
                .transformToUniAndConcatenate(issued -> publish(command(record, issued)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static Command command(TransitionRecord record, IssuedCommand issued) {
        JsonObject payload = new JsonObject();
        issued.draft().payload().forEach(payload::put);
        return new Command(
                issued.id(),
                record.meetingId(),
                record.before().connectionId().toString(),
                issued.draft().action(),
                payload);
    }

    /** On both channels, since bots of different eras listen on different ones. */
    private Uni<Void> publish(Command command) {
        JsonObject json = command.json();
        return redis.publish("bot_commands:" + command.connectionId(), json)
                .chain(first -> redis.publish("bot_commands:meeting:" + command.meetingId(), json)
                        .map(second -> first + second))
                .chain(heard -> heard == 0 ? Uni.createFrom().voidItem() : commands.published(command.id()));
    }

    /** Repairs what Redis lost or nobody heard. */
    @Scheduled(
            identity = "commands-unheard",
            every = "${rollcall.commands.republish-every:2s}",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> publishUnheard() {
        return commands.takeUnheard(BATCH)
                .onItem()
                .transformToMulti(unheard -> Multi.createFrom().iterable(unheard))
                .onItem()
                .transformToUniAndConcatenate(this::publish)
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("commands=unheard error=%s", failure))
                .onFailure()
                .recoverWithNull();
    }

    @Scheduled(identity = "commands-expired", every = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> expire() {
        return commands.expire(BATCH)
                .invoke(expired -> {
                    if (expired > 0) {
                        LOG.infof("commands=expired count=%d", expired);
                    }
                })
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("commands=expire error=%s", failure))
                .onFailure()
                .recoverWithNull();
    }
}
