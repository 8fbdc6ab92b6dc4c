package dev.rollcall.transcript;

import dev.rollcall.platform.SqlState;
import dev.rollcall.transcript.MessageReader.RefusedException;
import dev.rollcall.transcript.Origins.Origin;
import dev.rollcall.transcript.SegmentStream.Message;
import dev.rollcall.transcript.TranscriptStore.Heard;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Stores a batch of messages of the stream, and says which of them are done with: stored, or refused and told of in the
 * dead letters. What is not done with comes again.
 */
@ApplicationScoped
class TranscriptIngest {

    private static final Logger LOG = Logger.getLogger(TranscriptIngest.class);

    /** A message that could be read, and on its way through; {@code heard} is null until its sender is known. */
    private record Item(Message message, TranscriptMessage read, Heard heard, int bytes) {

        Item from(Origin origin) {
            StreamId id = message.id();
            return new Item(
                    message,
                    read,
                    new Heard(origin.meetingId(), origin.sessionUid(), id.at(), id.version(), read),
                    bytes);
        }
    }

    /** The way of one batch; filled by one step after the other. */
    private static final class Batch {
        private final List<Item> items = new ArrayList<>();
        private final List<StreamId> done = new ArrayList<>();
        private final List<Uni<Void>> letters = new ArrayList<>();
    }

    private final MessageReader reader;
    private final Origins origins;
    private final TranscriptStore store;
    private final DeadLetters deadLetters;
    private final TranscriptMeters meters;
    private final TranscriptConfig config;
    private final Clock clock;

    TranscriptIngest(
            MessageReader reader,
            Origins origins,
            TranscriptStore store,
            DeadLetters deadLetters,
            TranscriptMeters meters,
            TranscriptConfig config,
            Clock clock) {
        this.reader = reader;
        this.origins = origins;
        this.store = store;
        this.deadLetters = deadLetters;
        this.meters = meters;
        this.config = config;
        this.clock = clock;
    }

    /** What may be acknowledged. Fails when the database or Redis cannot do it now; then nothing may. */
    Uni<List<StreamId>> take(List<Message> messages) {
        Batch batch = new Batch();
        messages.forEach(message -> read(message, batch));
        return identify(batch)
                .chain(heard -> store(heard, batch))
                .chain(() -> write(batch.letters))
                .replaceWith(batch.done);
    }

    private void read(Message message, Batch batch) {
        int bytes = message.payload() == null ? 0 : message.payload().getBytes(StandardCharsets.UTF_8).length;
        if (message.removed()) {
            batch.done.add(message.id());
        } else if (message.payload() == null) {
            refuse(message, null, Refusal.UNREADABLE, "The message has no field payload.", bytes, batch);
        } else if (bytes > config.largestMessage().asLongValue()) {
            refuse(message, null, Refusal.TOO_LARGE, "The message is larger than the service takes.", bytes, batch);
        } else {
            try {
                batch.items.add(new Item(message, reader.read(message.payload()), null, bytes));
            } catch (RefusedException e) {
                refuse(message, null, e.refusal(), e.getMessage(), bytes, batch);
            }
        }
    }

    private Uni<List<Item>> identify(Batch batch) {
        return origins.of(
                        batch.items.stream().map(Item::read).toList(),
                        batch.items.stream()
                                .map(item -> item.message().id().at())
                                .toList())
                .map(found -> {
                    List<Item> heard = new ArrayList<>();
                    for (int i = 0; i < found.size(); i++) {
                        Item item = batch.items.get(i);
                        if (found.get(i).refusal() == null) {
                            heard.add(item.from(found.get(i)));
                        } else {
                            refuse(item, found.get(i).refusal(), batch);
                        }
                    }
                    return heard;
                });
    }

    private Uni<Void> store(List<Item> items, Batch batch) {
        return store.store(items.stream().map(Item::heard).toList())
                .invoke(stored -> settle(items, stored, batch))
                .replaceWithVoid()
                .onFailure(Refusal::isOwnFaultIn)
                .recoverWithUni(failure -> storeEach(items, failure, batch));
    }

    /** One message that cannot be stored must not keep out the others. */
    private Uni<Void> storeEach(List<Item> items, Throwable failure, Batch batch) {
        if (items.size() > 1) {
            return Multi.createFrom()
                    .iterable(items)
                    .onItem()
                    .transformToUniAndConcatenate(item -> store(List.of(item), batch))
                    .collect()
                    .last()
                    .replaceWithVoid();
        }
        Item item = items.get(0);
        // its own message may quote the words
        LOG.errorf(
                "transcript=refused id=%s state=%s error=%s",
                item.message().id(),
                SqlState.of(failure).orElse("-"),
                failure.getClass().getSimpleName());
        refuse(item, Refusal.NOT_STORABLE, batch);
        return Uni.createFrom().voidItem();
    }

    private void settle(List<Item> items, TranscriptStore.Stored stored, Batch batch) {
        meters.stored("stream", stored.segments());
        for (int i = 0; i < items.size(); i++) {
            Refusal refusal = stored.refusals().get(i);
            Item item = items.get(i);
            if (refusal != null) {
                refuse(item, refusal, batch);
            } else if (item.read().wrong() > 0) {
                refuse(item, Refusal.BAD_SEGMENTS, batch);
            } else {
                batch.done.add(item.message().id());
            }
        }
    }

    private void refuse(Item item, Refusal refusal, Batch batch) {
        boolean mayComeYet = refusal == Refusal.UNKNOWN_MEETING
                && item.message().id().at().plus(config.grace()).isAfter(clock.instant());
        if (!mayComeYet) {
            refuse(item.message(), item.read(), refusal, sentence(refusal, item.read()), item.bytes(), batch);
        }
    }

    private void refuse(
            Message message, TranscriptMessage read, Refusal refusal, String sentence, int bytes, Batch batch) {
        batch.letters.add(deadLetters.add(message.id(), refusal, sentence, read, bytes));
        batch.done.add(message.id());
    }

    static String sentence(Refusal refusal, TranscriptMessage message) {
        return switch (refusal) {
            case UNREADABLE -> "The message cannot be read.";
            case TOO_LARGE -> "The message is larger than the service takes.";
            case UNKNOWN_TYPE -> "The message is of an unknown type.";
            case BAD_TOKEN -> "The token is missing, wrong or has run out.";
            case OTHER_MEETING -> "The token was made for another meeting than the message names.";
            case UNKNOWN_MEETING -> "There is no such meeting.";
            case REDACTED -> "What was said in this meeting was deleted, and nothing more of it is kept.";
            case BAD_SEGMENTS ->
                message.wrong() + " segments have no text, or no start in seconds; the others are stored.";
            case NOT_STORABLE -> "The database refuses the message.";
        };
    }

    private static Uni<Void> write(List<Uni<Void>> letters) {
        return Multi.createFrom()
                .iterable(letters)
                .onItem()
                .transformToUniAndConcatenate(letter -> letter)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
