package dev.rollcall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.chaos.HostileRequests.Hostile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thousands of requests made to do harm: none is a fault of ours, none tells anything, none reaches another's things. */
class HostileIT {

    private static final int PATIENCE_MILLIS = 15_000;

    /** What only comes from inside; no request holds any of it. */
    private static final Pattern INSIDES = Pattern.compile("PSQLException|PgException|SQLSTATE|io\\.vertx|io\\.quarkus|"
            + "io\\.smallrye|dev\\.rollcall\\.|java\\.(lang|util|io)\\.|jakarta\\.|com\\.fasterxml|org\\.(jboss|hibernate)|"
            + "\\tat |[Ss]tack ?trace|NullPointer");

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private static final String VICTIM_MEETING = "91234567890";
    private static final String VICTIM_NAME = "Notetaker of Victoria 7d1f";
    private static final String VICTIM_PASSCODE = "pAssc0de7d1f";
    private static final String VICTIM_WORD = "victorias-word-7d1f";

    private final long seed = new Random().nextLong();

    /** @param status 0 when the connection was closed without an answer, -1 when nothing came in time */
    private record Answer(int status, String text) {}

    @Test
    void sixHundredHostileRequestsDoNoHarm() {
        attack(600);
    }

    @Test
    @Tag("chaos")
    void tenThousandHostileRequestsDoNoHarm() {
        attack(10_000);
    }

    private void attack(int requests) {
        // Nothing is launched, and nobody's deadline comes near.
        Map<String, String> settings = Map.of(
                "rollcall.runtime",
                "none",
                "rollcall.simulation.enabled",
                "false",
                "rollcall.deadlines.requested",
                "1h");
        try (Arena arena = Arena.open(1, settings)) {
            Tenant victim = arena.tenant(5);
            PlayedBot bot = victimsBot(arena, victim);
            Tenant attacker = arena.tenant(null);
            long own = attacker.sent("abc-defg-hij", "");
            HostileRequests hostile = requests(arena, victim, bot, attacker, own);
            List<String> secrets = List.of(
                    VICTIM_NAME,
                    VICTIM_PASSCODE,
                    VICTIM_WORD,
                    victim.key(),
                    bot.token(),
                    arena.secretKey(),
                    arena.local().password(),
                    email(arena, victim));
            String before = belongings(arena, victim);

            Map<Integer, Integer> statuses = new TreeMap<>();
            List<String> violations = new ArrayList<>();
            Stream.concat(hostile.withEachHeader().stream(), Stream.generate(hostile::next))
                    .limit(requests)
                    .forEach(request -> {
                        Answer answer = send(arena.replicas().get(0).port(), request);
                        statuses.merge(answer.status(), 1, Integer::sum);
                        judge(request, answer, secrets, violations);
                    });

            System.out.printf(
                    "chaos=hostile seed=%d operations=%d requests=%d answers=%s violations=%d%n",
                    seed, hostile.operations(), requests, statuses, violations.size());
            assertThat(violations).isEmpty();
            assertThat(belongings(arena, victim)).isEqualTo(before);
            assertThat(arena.replicas().get(0).log()).doesNotContain(" ERROR ");
            assertThat(victim.call("GET", "/meetings/" + bot.meetingId(), null).status())
                    .isEqualTo(200);
        }
    }

    private static PlayedBot victimsBot(Arena arena, Tenant victim) {
        String order =
                "{\"platform\": \"zoom\", \"native_meeting_id\": \"%s\", \"bot_name\": \"%s\", \"passcode\": \"%s\"}"
                        .formatted(VICTIM_MEETING, VICTIM_NAME, VICTIM_PASSCODE);
        Caller.Answer sent = victim.call("POST", "/bots", order);
        assertThat(sent.status()).as(sent.body()).isEqualTo(201);
        PlayedBot bot = PlayedBot.of(arena, sent.json().get("id").asLong());
        bot.report("active", ", \"reason\": \"%s\"".formatted(VICTIM_WORD));
        return bot;
    }

    private HostileRequests requests(Arena arena, Tenant victim, PlayedBot bot, Tenant attacker, long own) {
        PlayedBot ownBot = PlayedBot.of(arena, own);
        List<String> ids = Stream.of(
                        victim.id(),
                        bot.meetingId(),
                        VICTIM_MEETING,
                        bot.connectionId(),
                        bot.workload(),
                        attacker.id(),
                        own,
                        "abc-defg-hij",
                        ownBot.connectionId(),
                        1,
                        999_999_999_999L)
                .map(String::valueOf)
                .toList();
        List<String> credentials = List.of(
                "X-API-Key: " + attacker.key(),
                "X-Internal-Secret: " + ownBot.token(),
                "X-API-Key:",
                "X-API-Key: " + attacker.key() + " ",
                "X-API-Key: " + attacker.key().toUpperCase(),
                "X-API-Key: " + "k".repeat(4_000),
                "X-API-Key: ' or '1'='1",
                "X-API-Key: " + attacker.key() + "\r\nX-API-Key: admin",
                "X-Admin-API-Key: " + attacker.key(),
                "X-Admin-API-Key: Admin",
                "X-Admin-API-Key: admin\0",
                "X-Internal-Secret: 2" + ownBot.token().substring(1),
                "X-Internal-Secret: 999999999." + "A".repeat(43),
                "Authorization: Bearer " + attacker.key());
        JsonNode document = arena.caller().admin("GET", "/q/openapi", null).json();
        return new HostileRequests(new Random(seed), document, ids, credentials, String.valueOf(attacker.id()));
    }

    private static void judge(Hostile request, Answer answer, List<String> secrets, List<String> violations) {
        if (answer.status() >= 500 || answer.status() < 0) {
            violations.add(answer.status() + " to " + request + ": " + answer.text());
        }
        if (INSIDES.matcher(answer.text()).find()) {
            violations.add("insides in the answer to " + request + ": " + answer.text());
        }
        if (!request.admin()) {
            secrets.stream()
                    .filter(answer.text()::contains)
                    .forEach(secret -> violations.add("'" + secret + "' in the answer to " + request));
        }
        if (answer.text().contains("\nX-Injected:")) {
            violations.add("a header of the attacker's in the answer to " + request);
        }
    }

    private static Answer send(int port, Hostile request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            String answer = exchange(socket, bytes(request), request.method().equals("HEAD"));
            String[] words = answer.split(" ", 3);
            return new Answer(words.length < 2 ? 0 : Integer.parseInt(words[1]), answer);
        } catch (SocketTimeoutException late) {
            return new Answer(-1, "no whole answer within 15 s");
        } catch (IOException broken) {
            return new Answer(0, "");
        }
    }

    private static String exchange(Socket socket, byte[] request, boolean head) throws IOException {
        OutputStream out = socket.getOutputStream();
        try {
            out.write(request);
            out.flush();
        } catch (IOException refusedBeforeTheEnd) {
            // The answer may be there already.
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        for (int read;
                !complete(answer, head) && (read = socket.getInputStream().read(buffer)) > 0; ) {
            answer.write(buffer, 0, read);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** Not every answer ends with its connection: some requests ask for that, and some confuse it. */
    private static boolean complete(ByteArrayOutputStream answer, boolean head) {
        String text = answer.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        if (head || text.startsWith("204", 9) || text.startsWith("304", 9)) {
            return true;
        }
        Matcher length = CONTENT_LENGTH.matcher(text.substring(0, end));
        return length.find() && text.length() >= end + 4 + Integer.parseInt(length.group(1));
    }

    private static byte[] bytes(Hostile request) {
        StringBuilder head = new StringBuilder();
        head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
        addUnlessThere(head, request, "Host: localhost");
        addUnlessThere(head, request, "Content-Type: application/json");
        addUnlessThere(head, request, "Connection: close");
        request.headers().forEach(header -> head.append(header).append("\r\n"));
        head.append("Content-Length: ").append(request.body().length).append("\r\n\r\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(request.body());
        return bytes.toByteArray();
    }

    private static void addUnlessThere(StringBuilder head, Hostile request, String header) {
        String name = header.substring(0, header.indexOf(':') + 1);
        if (request.headers().stream().noneMatch(other -> other.startsWith(name))) {
            head.append(header).append("\r\n");
        }
    }

    private static String email(Arena arena, Tenant tenant) {
        return arena.row("select email from users where id = " + tenant.id(), row -> row.getString(1))
                .orElseThrow();
    }

    /** Every row that belongs to the tenant, as text; when its key was used last is no change. */
    private static String belongings(Arena arena, Tenant tenant) {
        String meetings = "(select id from meetings where user_id = %d)".formatted(tenant.id());
        List<String> rows = new ArrayList<>();
        for (String from : List.of(
                "users t where id = " + tenant.id(),
                "meetings t where user_id = " + tenant.id(),
                "events t where user_id = " + tenant.id(),
                "meeting_sessions t where meeting_id in " + meetings,
                "status_transitions t where meeting_id in " + meetings,
                "heartbeats t where meeting_id in " + meetings,
                "commands t where meeting_id in " + meetings,
                "meeting_logs t where meeting_id in " + meetings)) {
            rows.addAll(arena.rows("select to_jsonb(t)::text from " + from + " order by 1", row -> row.getString(1)));
        }
        rows.addAll(arena.rows(
                "select (to_jsonb(t) - 'last_used_at')::text from api_tokens t where user_id = " + tenant.id(),
                row -> row.getString(1)));
        return String.join("\n", rows);
    }
}
