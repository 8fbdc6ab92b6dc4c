package dev.rollcall.transcript;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Redis stream that transcribers write to, read by a consumer group. Nothing here waits inside Redis (no BLOCK), so
 * that other commands on the same connections are not held up; everything fails within two seconds.
 */
@ApplicationScoped
class SegmentStream {

    /** One message; the payload is null when it has none, or when somebody else removed it before it was read. */
    record Message(StreamId id, String payload, boolean removed) {

        /** It holds words and a token. */
        @Override
        public String toString() {
            return "Message[" + id + "]";
        }
    }

    /** @param next where to go on claiming; 0-0 at the end */
    record Claimed(List<Message> messages, String next) {}

    /** A group of readers; {@code oldestPending} is null when it has acknowledged all that it was given. */
    record Group(String name, StreamId lastDelivered, StreamId oldestPending) {

        /** The first id that this group still needs. */
        StreamId needs() {
            return oldestPending == null ? lastDelivered.next() : oldestPending;
        }
    }

    static final String BEGINNING = "0-0";

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ReactiveRedisDataSource redis;

    SegmentStream(ReactiveRedisDataSource redis) {
        this.redis = redis;
    }

    /** Makes the group, and the stream where there is none; it begins with the oldest message. One that is there stays. */
    Uni<Void> makeGroup(String stream, String group) {
        return execute("XGROUP", "CREATE", stream, group, "0", "MKSTREAM")
                .onFailure(failure -> says(failure, "BUSYGROUP"))
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** Whether the failure says that there is no such group, or no stream: Redis came back empty. */
    static boolean isWithoutGroup(Throwable failure) {
        return says(failure, "NOGROUP");
    }

    private static boolean says(Throwable failure, String word) {
        return failure.getMessage() != null && failure.getMessage().startsWith(word);
    }

    /** Messages that no consumer of the group was given yet. */
    Uni<List<Message>> newMessages(String stream, String group, String consumer, int most) {
        return read(stream, group, consumer, most, ">");
    }

    /** Messages after this one that the consumer was given, and has not acknowledged. */
    Uni<List<Message>> ownPending(String stream, String group, String consumer, int most, String after) {
        return read(stream, group, consumer, most, after);
    }

    private Uni<List<Message>> read(String stream, String group, String consumer, int most, String from) {
        return execute("XREADGROUP", "GROUP", group, consumer, "COUNT", Integer.toString(most), "STREAMS", stream, from)
                .map(StreamAnswers::messagesOfOneStream);
    }

    /** Messages that were given to anybody, and not acknowledged for so long. */
    Uni<Claimed> claim(String stream, String group, String consumer, Duration idle, String from, int most) {
        return execute(
                        "XAUTOCLAIM",
                        stream,
                        group,
                        consumer,
                        Long.toString(idle.toMillis()),
                        from,
                        "COUNT",
                        Integer.toString(most))
                .map(answer -> new Claimed(
                        StreamAnswers.messages(answer.get(1)), answer.get(0).toString()));
    }

    Uni<Void> acknowledge(String stream, String group, List<StreamId> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<String> words = new ArrayList<>(List.of("XACK", stream, group));
        ids.forEach(id -> words.add(id.toString()));
        return execute(words).replaceWithVoid();
    }

    Uni<Void> add(String stream, int most, Map<String, String> fields) {
        List<String> words = new ArrayList<>(List.of("XADD", stream, "MAXLEN", "~", Integer.toString(most), "*"));
        fields.forEach((name, value) -> words.addAll(List.of(name, value)));
        return execute(words).replaceWithVoid();
    }

    /** The messages from this id on, as they are. */
    Uni<Map<StreamId, Map<String, String>>> range(String stream, String from, int most) {
        return execute("XRANGE", stream, from, "+", "COUNT", Integer.toString(most))
                .map(StreamAnswers::entries);
    }

    Uni<Void> remove(String stream, List<StreamId> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<String> words = new ArrayList<>(List.of("XDEL", stream));
        ids.forEach(id -> words.add(id.toString()));
        return execute(words).replaceWithVoid();
    }

    /** Removes everything before this id; a stream that is not there has nothing before it. */
    Uni<Void> trim(String stream, StreamId before) {
        return execute("XTRIM", stream, "MINID", "=", before.toString()).replaceWithVoid();
    }

    Uni<List<Group>> groups(String stream) {
        return execute("XINFO", "GROUPS", stream)
                .onItem()
                .transformToMulti(answer -> Multi.createFrom().iterable(answer))
                .map(StreamAnswers::fields)
                .onItem()
                .transformToUniAndConcatenate(group -> group(stream, group))
                .collect()
                .asList();
    }

    private Uni<Group> group(String stream, Map<String, Response> group) {
        String name = group.get("name").toString();
        StreamId last = StreamId.of(group.get("last-delivered-id").toString());
        return oldestPending(stream, name).map(oldest -> new Group(name, last, oldest.orElse(null)));
    }

    /** The oldest message that this group was given and has not acknowledged. */
    Uni<Optional<StreamId>> oldestPending(String stream, String group) {
        return execute("XPENDING", stream, group)
                .map(summary -> summary.get(0).toLong() == 0
                        ? Optional.empty()
                        : Optional.of(StreamId.of(summary.get(1).toString())));
    }

    /** Forgets consumers of replicas that are gone: those with nothing left to acknowledge, idle for so long. */
    Uni<Void> forgetConsumers(String stream, String group, Duration idle) {
        return execute("XINFO", "CONSUMERS", stream, group)
                .onItem()
                .transformToMulti(answer -> Multi.createFrom().iterable(answer))
                .map(StreamAnswers::fields)
                .filter(consumer -> consumer.get("pending").toLong() == 0
                        && consumer.get("idle").toLong() > idle.toMillis())
                .map(consumer -> consumer.get("name").toString())
                .onItem()
                .transformToUniAndConcatenate(name -> execute("XGROUP", "DELCONSUMER", stream, group, name))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Response> execute(String command, String... arguments) {
        return redis.execute(command, arguments).ifNoItem().after(TIMEOUT).fail();
    }

    private Uni<Response> execute(List<String> words) {
        return execute(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
    }
}
