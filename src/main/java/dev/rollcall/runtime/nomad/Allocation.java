package dev.rollcall.runtime.nomad;

import dev.rollcall.runtime.Observation.Ended;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A job's run on a node, as Nomad tells of it. */
record Allocation(String id, String clientStatus, long createIndex, List<JsonObject> events, boolean started) {

    private static final int SIGNAL_BASE = 128;

    static Allocation of(JsonObject stub, String task) {
        JsonObject states = stub.getJsonObject("TaskStates");
        JsonObject state = states == null ? null : states.getJsonObject(task);
        return new Allocation(
                stub.getString("ID", ""),
                stub.getString("ClientStatus", "unknown"),
                stub.getLong("CreateIndex", 0L),
                events(state),
                state != null && state.getValue("StartedAt") != null);
    }

    private static List<JsonObject> events(JsonObject state) {
        JsonArray events = state == null ? null : state.getJsonArray("Events");
        return events == null
                ? List.of()
                : IntStream.range(0, events.size())
                        .mapToObj(events::getJsonObject)
                        .toList();
    }

    /** The client has it, or is about to start it. */
    boolean live() {
        return clientStatus.equals("running") || clientStatus.equals("pending");
    }

    boolean pending() {
        return clientStatus.equals("pending");
    }

    /** The node does not answer: the bot may well run on. */
    boolean unheard() {
        return !live() && !clientStatus.equals("complete") && !clientStatus.equals("failed");
    }

    /** What its events say of its end; the output is not part of them. */
    Ended end() {
        return last("Terminated").map(Allocation::terminated).orElseGet(this::neverRan);
    }

    private static Ended terminated(JsonObject event) {
        int signal = number(event, "Signal", "signal");
        int code = number(event, "ExitCode", "exit_code");
        if (code == 0 && signal > 0) {
            code = SIGNAL_BASE + signal;
        }
        if ("true".equals(detail(event, "oom_killed"))) {
            return new Ended(code, "OOMKilled", null);
        }
        return new Ended(code, code > SIGNAL_BASE && code <= SIGNAL_BASE + 64 ? "Killed" : "Exited", null);
    }

    /** A missing image, a driver that could not start it, or a stop that came first. */
    private Ended neverRan() {
        Optional<JsonObject> failure = events.stream()
                .filter(event -> event.getBoolean("FailsTask", false) || isFailure(event.getString("Type", "")))
                .reduce((earlier, later) -> later);
        return failure.map(event ->
                        new Ended(null, event.getString("Type", "Failed").replace(" ", ""), lastMessage()))
                .orElseGet(() -> new Ended(null, "Stopped", lastMessage()));
    }

    private static boolean isFailure(String type) {
        return type.contains("Fail");
    }

    /** What happened to it last, in Nomad's words; null when nothing did. */
    String lastMessage() {
        return events.stream()
                .map(event -> event.getString("DisplayMessage", ""))
                .filter(message -> !message.isBlank())
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    private Optional<JsonObject> last(String type) {
        return events.stream()
                .filter(event -> type.equals(event.getString("Type")))
                .reduce((earlier, later) -> later);
    }

    /** Newer Nomads say it in the details, as text; older ones in a field. */
    private static int number(JsonObject event, String field, String detail) {
        String text = detail(event, detail);
        return text == null || text.isBlank() ? event.getInteger(field, 0) : Integer.parseInt(text);
    }

    private static String detail(JsonObject event, String name) {
        JsonObject details = event.getJsonObject("Details");
        return details == null ? null : details.getString(name);
    }
}
