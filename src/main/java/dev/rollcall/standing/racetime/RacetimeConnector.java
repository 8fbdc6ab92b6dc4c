package dev.rollcall.standing.racetime;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.OutboundUrl;
import dev.rollcall.standing.Assignment;
import dev.rollcall.standing.BaseUrl;
import dev.rollcall.standing.Connection;
import dev.rollcall.standing.ConnectionSettings;
import dev.rollcall.standing.Connector;
import dev.rollcall.standing.Reports;
import dev.rollcall.standing.StandingConfig;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Keeps category bots on racetime.gg, or on a server of one's own, connected. */
@ApplicationScoped
class RacetimeConnector implements Connector {

    static final String USER_AGENT = "Rollcall";

    /** The server's own bound. */
    private static final int LARGEST_FRAME = 1024 * 1024;

    private static final int CONNECT_TIMEOUT_MILLIS = 5000;
    private static final int MOST_REQUESTS_AT_ONCE = 50;
    private static final int LONGEST_CREDENTIAL = 255;
    private static final Pattern CATEGORY = Pattern.compile("[A-Za-z0-9_-]{1,50}");
    private static final Set<String> CREDENTIALS = Set.of("client_id", "client_secret");

    private final Surroundings around;
    private final RacetimeConfig config;
    private final OutboundUrl.Rules rules;
    private final Consumer<RoomMessage> listener;
    private final HttpClient http;
    private final WebSocketClient sockets;

    @Inject
    RacetimeConnector(
            Vertx vertx,
            Clock clock,
            RandomGenerator random,
            RacetimeConfig config,
            StandingConfig standing,
            Event<RoomMessage> heard) {
        this(new Surroundings(vertx, clock, random, Pacing.STANDARD), config, standing.rules(), heard::fireAsync);
    }

    RacetimeConnector(
            Surroundings around, RacetimeConfig config, OutboundUrl.Rules rules, Consumer<RoomMessage> listener) {
        this.rules = rules;
        this.around = around;
        this.config = config;
        this.listener = listener;
        this.http = around.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setMaxPoolSize(MOST_REQUESTS_AT_ONCE)
                        .setTracingPolicy(TracingPolicy.IGNORE)); // our traces are no business of theirs
        this.sockets = around.vertx()
                .createWebSocketClient(new WebSocketClientOptions()
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setMaxFrameSize(LARGEST_FRAME)
                        .setMaxMessageSize(LARGEST_FRAME)
                        .setMaxConnections(Integer.MAX_VALUE)); // each bot has its bound; -1 would let none through
    }

    @Override
    public String name() {
        return "racetime";
    }

    @Override
    public void check(ConnectionSettings settings, FieldErrors errors) {
        errors.addUnless(
                settings.category() != null
                        && CATEGORY.matcher(settings.category()).matches(),
                "category",
                "category must be the short word in the address of the category's page: letters, digits and hyphens.");
        if (settings.baseUrl() != null && !settings.baseUrl().isBlank()) {
            BaseUrl.check(errors, settings.baseUrl(), rules);
        }
        errors.addUnless(
                settings.settings() == null || settings.settings().isEmpty(),
                "settings",
                "A bot on racetime.gg has no settings.");
        for (String key : CREDENTIALS) {
            String value = settings.credentials() == null ? null : Json.text(settings.credentials(), key);
            errors.addUnless(
                    value != null && !value.isBlank() && value.length() <= LONGEST_CREDENTIAL,
                    "credentials." + key,
                    "credentials." + key + " is required: at most " + LONGEST_CREDENTIAL + " characters.");
        }
        if (settings.credentials() != null) {
            settings.credentials().fieldNames().stream()
                    .filter(key -> !CREDENTIALS.contains(key))
                    .forEach(key ->
                            errors.add("credentials", "credentials may hold client_id and client_secret alone."));
        }
    }

    @Override
    public Uni<Connection> open(Assignment assignment, Reports reports) {
        Context context = VertxContext.getRootContext(around.vertx().getOrCreateContext());
        RacetimeBot bot = new RacetimeBot(around, assignment, reports, new Opening(assignment));
        context.runOnContext(begin -> bot.look());
        return Uni.createFrom().item(new RacetimeConnection(context, bot));
    }

    /** The parts of one bot. */
    private final class Opening implements RacetimeBot.Parts {

        private final Assignment assignment;
        private final RacetimeApi api;
        private final RoomDoor door;

        Opening(Assignment assignment) {
            ConnectionSettings settings = assignment.settings();
            Site site = Site.of(settings.baseUrl());
            this.assignment = assignment;
            this.api = new RacetimeApi(
                    http, site, settings.category(), around.pacing().request());
            this.door = new RoomDoor(
                    around.vertx(), sockets, api, site, around.pacing().handshake());
        }

        @Override
        public RacetimeApi api() {
            return api;
        }

        @Override
        public Tokens tokens(Tokens.Holder holder) {
            return new Tokens(api, assignment.settings().credentials(), around, holder);
        }

        @Override
        public Rooms rooms(Room.Bot bot) {
            return new Rooms(config.maxRooms(), name -> room(name, bot), around);
        }

        private Room room(String name, Room.Bot bot) {
            return new Room(name, door, bot, new Hearing(assignment.botId(), name, listener), around);
        }
    }
}
