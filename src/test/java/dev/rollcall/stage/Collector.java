package dev.rollcall.stage;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real server that takes traces as an OpenTelemetry collector does (OTLP over HTTP), read as far as tests need. */
public final class Collector implements AutoCloseable {

    /** @param attributes texts and numbers, as texts */
    public record TakenSpan(String id, String parent, String name, int kind, Map<String, String> attributes) {

        public boolean isOf(long meetingId) {
            return String.valueOf(meetingId).equals(attributes.get("rollcall.meeting.id"));
        }

        public boolean isOfServer() {
            return kind == 2;
        }
    }

    private final HttpServer server;
    private final List<TakenSpan> spans = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    private Collector(HttpServer server) {
        this.server = server;
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    public static Collector start() {
        try {
            return new Collector(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<TakenSpan> spans() {
        return spans;
    }

    /** Everything that was ever sent, as it came: whatever a test knows to be secret can be looked for in it. */
    public String everything() {
        return String.join("\n", bodies);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            bodies.add(new String(body, StandardCharsets.ISO_8859_1));
            for (byte[] resource : field(body, 1)) {
                for (byte[] scope : field(resource, 2)) {
                    for (byte[] span : field(scope, 2)) {
                        spans.add(span(span));
                    }
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** By the numbers of opentelemetry/proto/trace/v1/trace.proto. */
    private static TakenSpan span(byte[] message) throws IOException {
        Map<String, String> attributes = new HashMap<>();
        for (byte[] attribute : field(message, 9)) {
            attributes.put(text(field(attribute, 1)), value(field(attribute, 2).get(0)));
        }
        return new TakenSpan(
                hex(field(message, 2)),
                hex(field(message, 4)),
                text(field(message, 5)),
                (int) number(message, 6),
                attributes);
    }

    private static String value(byte[] any) throws IOException {
        List<byte[]> text = field(any, 1);
        return text.isEmpty() ? String.valueOf(number(any, 3)) : text(text);
    }

    private static String text(List<byte[]> field) {
        return field.isEmpty() ? "" : new String(field.get(0), StandardCharsets.UTF_8);
    }

    private static String hex(List<byte[]> field) {
        return field.isEmpty() ? "" : HexFormat.of().formatHex(field.get(0));
    }

    /** All values of a field that holds bytes. */
    private static List<byte[]> field(byte[] message, int number) throws IOException {
        List<byte[]> values = new ArrayList<>();
        CodedInputStream input = CodedInputStream.newInstance(message);
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == number
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                values.add(input.readByteArray());
            } else {
                input.skipField(tag);
            }
        }
        return values;
    }

    private static long number(byte[] message, int number) throws IOException {
        CodedInputStream input = CodedInputStream.newInstance(message);
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == number
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
                return input.readInt64();
            }
            input.skipField(tag);
        }
        return 0;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
