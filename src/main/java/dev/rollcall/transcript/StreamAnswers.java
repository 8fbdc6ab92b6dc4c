package dev.rollcall.transcript;

import dev.rollcall.transcript.SegmentStream.Message;
import io.vertx.mutiny.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Redis answers about streams, whichever version of its protocol it speaks. */
final class StreamAnswers {

    private static final String PAYLOAD = "payload";

    private StreamAnswers() {}

    /** A map from the stream to its messages where Redis speaks RESP3, else a list of such pairs; null for none. */
    static List<Message> messagesOfOneStream(Response answer) {
        if (answer == null || answer.size() == 0) {
            return List.of();
        }
        if (answer.isMap()) {
            return messages(answer.get(answer.getKeys().iterator().next()));
        }
        return messages(answer.get(0).get(1));
    }

    /** What was removed by others comes as an id without fields, or as nothing at all. */
    static List<Message> messages(Response entries) {
        List<Message> messages = new ArrayList<>();
        for (Response entry : entries) {
            if (entry != null && entry.size() > 0) {
                Response fields = entry.get(1);
                messages.add(new Message(
                        StreamId.of(entry.get(0).toString()),
                        fields == null ? null : text(fields(fields).get(PAYLOAD)),
                        fields == null));
            }
        }
        return messages;
    }

    static Map<StreamId, Map<String, String>> entries(Response answer) {
        Map<StreamId, Map<String, String>> entries = new LinkedHashMap<>();
        for (Response entry : answer) {
            Map<String, String> texts = new HashMap<>();
            fields(entry.get(1)).forEach((name, value) -> texts.put(name, text(value)));
            entries.put(StreamId.of(entry.get(0).toString()), texts);
        }
        return entries;
    }

    private static String text(Response value) {
        return value == null ? null : value.toString();
    }

    static Map<String, Response> fields(Response pairs) {
        Map<String, Response> fields = new HashMap<>();
        if (pairs.isMap()) {
            pairs.getKeys().forEach(name -> fields.put(name, pairs.get(name)));
            return fields;
        }
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            fields.put(pairs.get(i).toString(), pairs.get(i + 1));
        }
        return fields;
    }
}
