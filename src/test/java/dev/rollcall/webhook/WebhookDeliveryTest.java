package dev.rollcall.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.Receiver;
import dev.rollcall.stage.Receiver.Received;
import dev.rollcall.stage.Receiver.Reply;
import dev.rollcall.stage.User;
import dev.rollcall.webhook.Outbox.Claim;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Webhooks from a change of a meeting to a real server, and everything that can go wrong between. */
@QuarkusTest
class WebhookDeliveryTest {

    private static final String SECRET = "whsec_of_a_test";
    private static final String CHANGES = "meeting.status_change";

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    WebhookMeters meters;

    @Inject
    MeterRegistry registry;

    private Receiver receiver;
    private Post post;
    private User user;

    @BeforeEach
    void aReceiver() {
        Post.clear();
        receiver = Receiver.start();
        user = User.withoutLimit();
    }

    @AfterEach
    void close() {
        if (post != null) {
            post.close();
        }
        receiver.close();
    }

    // What is told
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void a_whole_life_is_told_in_order_and_signed() {
        post = Post.open();
        follow(CHANGES, "meeting.started", "meeting.completed", "bot.failed");
        long id = life();

        List<Received> told = told(7);

        assertThat(told)
                .extracting(Received::type)
                .containsExactly(CHANGES, CHANGES, CHANGES, CHANGES, "meeting.started", CHANGES, "meeting.completed");
        assertThat(told)
                .filteredOn(one -> one.type().equals(CHANGES))
                .extracting(Received::status)
                .containsExactly("requested", "joining", "awaiting_admission", "active", "completed");
        assertThat(told).allMatch(one -> one.isSignedWith(SECRET)).noneMatch(one -> one.isSignedWith("another"));
        assertThat(told).extracting(Received::eventId).doesNotHaveDuplicates();
        assertThat(told).extracting(one -> one.json().getLong("sequence")).containsExactly(1L, 2L, 3L, 4L, 4L, 5L, 5L);
        assertThat(told).extracting(Received::meetingId).containsOnly(id);
    }

    @Test
    void what_waits_for_a_receiver_is_measured_until_it_is_taken() {
        receiver.answering(500);
        post = Post.open();
        follow();
        life();
        told(1);
        Database.run("update webhook_deliveries set created_at = created_at - interval '1 hour'");
        await().atMost(SOON).untilAsserted(() -> {
            meters.look().await().atMost(SOON);
            assertThat(gauge("rollcall.webhook.oldest")).isGreaterThanOrEqualTo(3600);
        });

        receiver.answering(200);

        await().atMost(SOON).untilAsserted(() -> {
            meters.look().await().atMost(SOON);
            assertThat(gauge("rollcall.webhook.oldest")).isZero();
        });
        assertThat(registry.get("rollcall.webhook")
                        .tag("outcome", "pending")
                        .timer()
                        .count())
                .isPositive();
        assertThat(registry.get("rollcall.webhook")
                        .tag("outcome", "delivered")
                        .timer()
                        .count())
                .isPositive();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void the_envelope_is_the_one_that_receivers_know() {
        post = Post.open();
        follow();
        long id = life();

        Received told = told(1).get(0);

        JsonObject envelope = told.json();
        assertThat(envelope.fieldNames())
                .containsExactlyInAnyOrder("event_id", "event_type", "api_version", "created_at", "sequence", "data");
        assertThat(envelope.getString("event_id")).matches("evt_[0-9a-f]{32}");
        assertThat(envelope.getString("api_version")).isEqualTo("2026-03-01");
        assertThat(Instant.parse(envelope.getString("created_at")))
                .isAfter(Instant.now().minusSeconds(60));
        JsonObject meeting = envelope.getJsonObject("data").getJsonObject("meeting");
        assertThat(meeting.fieldNames())
                .contains(
                        "id",
                        "user_id",
                        "platform",
                        "native_meeting_id",
                        "constructed_meeting_url",
                        "status",
                        "bot_container_id",
                        "start_time",
                        "end_time",
                        "data",
                        "created_at",
                        "updated_at",
                        "completion_reason",
                        "failure_stage");
        assertThat(meeting.getLong("id")).isEqualTo(id);
        assertThat(meeting.getString("native_meeting_id"))
                .isEqualTo(user.meeting(id).path("native_meeting_id"));
        assertThat(meeting.getString("status")).isEqualTo("completed");
        assertThat(meeting.getString("completion_reason")).isEqualTo("left_alone");
        JsonObject change = envelope.getJsonObject("data").getJsonObject("status_change");
        assertThat(change.getString("from")).isEqualTo("active");
        assertThat(change.getString("to")).isEqualTo("completed");
        assertThat(change.getString("old_status")).isEqualTo("active");
        assertThat(change.getString("new_status")).isEqualTo("completed");
        assertThat(change.getString("transition_source")).isEqualTo("bot_callback");
        assertThat(told.header("X-Webhook-Id")).isEqualTo(told.eventId());
        assertThat(told.header("X-Webhook-Attempt")).isEqualTo("1");
        assertThat(told.header("Content-Type")).isEqualTo("application/json");
        assertThat(told.header("Authorization")).isNull();
    }

    @Test
    void who_has_not_said_what_is_wanted_is_told_of_completed_meetings() {
        post = Post.open();
        follow();
        life();

        assertThat(told(1)).extracting(Received::type).containsExactly("meeting.completed");
    }

    @Test
    void without_a_secret_nothing_is_signed() {
        post = Post.open();
        Post.follow(user, receiver.url(), "");
        life();

        Received told = told(1).get(0);

        assertThat(told.header("X-Webhook-Signature")).isNull();
        assertThat(told.header("X-Webhook-Timestamp")).matches("\\d{10}");
    }

    @Test
    void what_happened_before_the_webhook_was_set_is_not_told() {
        life();
        post = Post.open();
        follow(CHANGES);
        long id = life();

        assertThat(told(5)).extracting(Received::meetingId).containsOnly(id);
    }

    @Test
    void an_address_that_an_admin_wrote_into_the_users_data_counts() {
        post = Post.open();
        User.admin()
                .body("{\"data\": {\"webhook_url\": \"%s\"}}".formatted(receiver.url()))
                .patch("/admin/users/" + user.id());
        Post.adopt();
        life();

        assertThat(told(1)).extracting(Received::type).containsExactly("meeting.completed");
    }

    @Test
    void while_a_secret_is_changed_both_sign() {
        post = Post.open();
        follow();
        String fresh = user.request()
                .body("{}")
                .post("/user/webhook/secret")
                .then()
                .statusCode(200)
                .body("former_secret_until", notNullValue())
                .extract()
                .path("webhook_secret");
        life();

        Received told = told(1).get(0);

        assertThat(fresh).startsWith("whsec_");
        assertThat(told.isSignedWith(fresh)).isTrue();
        assertThat(told.isSignedWith(SECRET)).isTrue();
        assertThat(told.header("X-Webhook-Signature").split(",")).hasSize(2);
        user.request()
                .get("/user/webhook")
                .then()
                .body("webhook_secret", equalTo("********"))
                .body("former_secret_until", notNullValue());
    }

    @Test
    void when_the_time_is_over_only_the_new_secret_signs() {
        post = Post.open();
        follow();
        user.request().body("{\"webhook_secret\": \"fresh\"}").post("/user/webhook/secret");
        Database.run("update users set webhook_former_until = clock_timestamp() where id = $1", user.id());
        life();

        Received told = told(1).get(0);

        assertThat(told.isSignedWith("fresh")).isTrue();
        assertThat(told.header("X-Webhook-Signature").split(",")).hasSize(1);
    }

    @Test
    void a_change_of_the_secret_has_a_form_and_needs_a_webhook() {
        user.request().body("{}").post("/user/webhook/secret").then().statusCode(404);
        user.request()
                .body("{\"webhook_secret\": 7, \"overlap_hours\": 1000}")
                .post("/user/webhook/secret")
                .then()
                .statusCode(422)
                .body("errors.size()", equalTo(2));
    }

    // A bot's own webhook
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void a_bots_own_webhook_is_told_of_its_meeting_alone() {
        post = Post.open();
        long id = sentWith("https://example.org/bot");
        Database.run("update webhook_endpoints set url = $2 where meeting_id = $1", id, receiver.url() + "?bot");
        Bot.of(id).inMeeting().reports("completed");
        life();

        List<Received> told = told(5);

        assertThat(told).extracting(Received::meetingId).containsOnly(id);
        assertThat(told).allMatch(one -> one.isSignedWith("of the bot"));
        assertThat(told).extracting(Received::path).containsOnly("/hook?bot");
        assertThat(user.meeting(id).asString()).doesNotContain("example.org", "of the bot", "webhook");
        assertThat(Database.text("select secret from webhook_endpoints where meeting_id = $1", id))
                .startsWith("v1.");
    }

    @Test
    void an_idempotent_order_with_another_webhook_is_another_order() {
        String meet = User.newMeet();
        orderWith(meet, "https://example.org/a").then().statusCode(201);
        orderWith(meet, "https://example.org/a").then().statusCode(201);
        orderWith(meet, "https://example.org/b").then().statusCode(422);
    }

    private io.restassured.response.Response orderWith(String meet, String url) {
        return user.request()
                .header("Idempotency-Key", "one")
                .body("""
                        {"platform": "google_meet", "native_meeting_id": "%s", "webhook_url": "%s"}
                        """.formatted(meet, url))
                .post("/bots");
    }

    private long sentWith(String url) {
        return user.request()
                .body("""
                        {"platform": "google_meet", "native_meeting_id": "%s", "webhook_url": "%s",
                         "webhook_secret": "of the bot", "webhook_events": {"meeting.status_change": true}}
                        """.formatted(User.newMeet(), url))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
    }

    // When it fails
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void what_fails_is_sent_again_under_the_same_id() {
        post = Post.open("timeout", Duration.ofMillis(400));
        receiver.answering(request -> switch (receiver.received().size()) {
            case 1 -> Reply.of(500);
            case 2 -> Reply.of(302).with("Location", receiver.url() + "/elsewhere");
            case 3 -> Reply.of(200).after(900);
            default -> Reply.of(204).saying("");
        });
        follow();
        life();

        List<Received> told = told(4);

        assertThat(told).extracting(Received::eventId).containsOnly(told.get(0).eventId());
        assertThat(told).extracting(Received::body).containsOnly(told.get(0).body());
        assertThat(told).extracting(Received::path).containsOnly("/hook");
        assertThat(told).extracting(one -> one.header("X-Webhook-Attempt")).containsExactly("1", "2", "3", "4");
        await().untilAsserted(() -> log().then()
                .body("deliveries[0].status", equalTo("delivered"))
                .body("deliveries[0].status_code", equalTo(204))
                .body("deliveries[0].error", nullValue())
                .body("deliveries[0].attempts", equalTo(4)));
    }

    @Test
    void the_log_tells_what_was_answered_and_when_it_is_tried_again() {
        post = Post.open("backoff", Duration.ofHours(1), "longestBackoff", Duration.ofHours(1));
        receiver.answering(request -> Reply.of(500).saying("no: " + SECRET + " " + "x".repeat(5000)));
        follow();
        long id = life();
        told(1);

        await().untilAsserted(() -> log().then()
                .statusCode(200)
                .body("deliveries.size()", equalTo(1))
                .body("deliveries[0].status", equalTo("pending"))
                .body("deliveries[0].status_code", equalTo(500))
                .body("deliveries[0].meeting_id", equalTo((int) id))
                .body("deliveries[0].receiver", equalTo("user"))
                .body("deliveries[0].next_attempt_at", notNullValue()));
        String answer = log().path("deliveries[0].response");
        assertThat(answer).startsWith("no: *** x").hasSizeLessThanOrEqualTo(1024);
        user.request()
                .get("/user/webhook")
                .then()
                .body("status", equalTo("failing"))
                .body("waiting", equalTo(1));
    }

    @Test
    void a_replica_that_dies_in_between_loses_nothing() {
        follow();
        post = Post.open("enabled", false);
        follow();
        life();
        Post.fanOut();
        List<Claim> taken = Post.done(Post.bean(Outbox.class).claim(10, Duration.ofMillis(300)));
        assertThat(taken).hasSize(1);
        String eventId = taken.get(0).eventId();

        try (Post others = Post.join()) {
            List<Received> told = told(1);
            assertThat(told).extracting(Received::eventId).containsExactly(eventId);
            assertThat(told.get(0).header("X-Webhook-Attempt")).isEqualTo("2");
        }
    }

    @Test
    void a_receiver_that_asks_for_time_gets_it() {
        post = Post.open();
        receiver.answering(
                request -> receiver.received().size() == 1 ? Reply.of(429).with("Retry-After", "2") : Reply.of(200));
        follow();
        life();

        List<Received> told = told(2);

        assertThat(Duration.between(told.get(0).at(), told.get(1).at()))
                .isBetween(Duration.ofMillis(1800), Duration.ofSeconds(10));
    }

    @Test
    void an_event_that_is_refused_holds_up_its_own_meeting_alone() {
        Set<Long> poison = ConcurrentHashMap.newKeySet();
        post = Post.open("backoff", Duration.ofMillis(20));
        receiver.answering(request -> Reply.of(poison.contains(request.meetingId()) ? 500 : 200));
        follow(CHANGES);
        long first = user.sent();
        poison.add(first);
        Bot.of(first).inMeeting();
        long second = life();

        await().untilAsserted(() -> assertThat(delivered(second)).hasSize(5));

        assertThat(receiver.received().stream().filter(one -> one.meetingId() == first))
                .extracting(Received::status)
                .containsOnly("requested");
        poison.clear();
        await().untilAsserted(() -> assertThat(delivered(first))
                .extracting(one -> one.status())
                .containsSubsequence("requested", "joining", "awaiting_admission", "active"));
    }

    private List<Received> delivered(long meeting) {
        return receiver.received().stream()
                .filter(one -> one.meetingId() == meeting)
                .toList();
    }

    @Test
    void a_receiver_that_is_gone_is_paused_and_its_owner_told() {
        post = Post.open();
        AtomicBoolean gone = new AtomicBoolean(true);
        receiver.answering(request -> Reply.of(gone.get() ? 410 : 200));
        follow(CHANGES);
        life();
        await().untilAsserted(() -> user.request()
                .get("/user/webhook")
                .then()
                .body("status", equalTo("paused"))
                .body("paused_reason", equalTo("gone"))
                .body("waiting", equalTo(5)));
        assertThat(receiver.received()).hasSize(1);
        assertThat(user.request().get("/events").jsonPath().getList("events.type", String.class))
                .contains("webhook.paused");

        gone.set(false);
        user.request().post("/user/webhook/resume").then().statusCode(204);

        assertThat(told(6).subList(1, 6))
                .extracting(Received::status)
                .containsExactly("requested", "joining", "awaiting_admission", "active", "completed");
        await().untilAsserted(() -> user.request().get("/user/webhook").then().body("status", equalTo("ok")));
    }

    @Test
    void a_receiver_that_fails_for_too_long_is_paused_until_it_is_resumed() {
        post = Post.open("retryFor", Duration.ofMillis(300));
        receiver.answering(500);
        follow();
        life();
        await().untilAsserted(() -> user.request()
                .get("/user/webhook")
                .then()
                .body("status", equalTo("paused"))
                .body("paused_reason", equalTo("failing")));
        int tries = receiver.received().size();
        life();
        await().untilAsserted(() -> user.request().get("/user/webhook").then().body("waiting", equalTo(2)));
        receiver.answering(200);

        user.request().post("/user/webhook/resume?skip=true").then().statusCode(204);
        long next = life();

        await().untilAsserted(() -> assertThat(delivered(next)).hasSize(1));
        assertThat(receiver.received()).hasSize(tries + 1);
        assertThat(log().jsonPath().getList("deliveries.status", String.class))
                .containsExactlyInAnyOrder("delivered", "dropped", "dropped");
    }

    @Test
    void one_event_is_given_up_when_others_get_through() {
        Set<Long> poison = ConcurrentHashMap.newKeySet();
        post = Post.open("retryFor", Duration.ofSeconds(4));
        receiver.answering(request -> Reply.of(poison.contains(request.meetingId()) ? 500 : 200));
        follow();
        long refused = user.sent();
        poison.add(refused);
        Bot.of(refused).inMeeting().reports("completed");
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            life(); // others, that end the row of failures
            return log().jsonPath().getList("deliveries.status", String.class).contains("failed");
        });

        user.request()
                .get("/user/webhook/deliveries?status=failed")
                .then()
                .body("deliveries.meeting_id", equalTo(List.of((int) refused)));
        user.request().get("/user/webhook").then().body("paused_at", nullValue());
    }

    @Test
    void a_slow_receiver_delays_itself_alone() {
        post = Post.open("timeout", Duration.ofSeconds(8));
        User patient = User.withoutLimit();
        try (Receiver slow = Receiver.start().answering(request -> Reply.of(200).after(3_000))) {
            Post.follow(patient, slow.url(), SECRET);
            follow();
            LongStream.range(0, 3).forEach(i -> lifeOf(patient));
            await().until(() -> !slow.received().isEmpty());
            Instant began = Instant.now();
            LongStream.range(0, 5).forEach(i -> life());

            told(5);

            assertThat(slow.received()).as("one at a time").hasSizeLessThanOrEqualTo(2);
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(6));
        }
    }

    @Test
    void while_the_database_is_away_nothing_is_lost() {
        post = Post.open();
        follow(CHANGES);
        Bot bot = Bot.of(user.sent()).inMeeting();
        told(4);
        LocalServices services = LocalServices.shared();
        services.stopPostgres();
        try {
            assertThat(bot.reports("completed").statusCode()).isEqualTo(503);
        } finally {
            services.startPostgres();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(bot.reports("completed").statusCode()).isEqualTo(200));
        }

        assertThat(told(5).get(4).status()).isEqualTo("completed");
    }

    // Many at once
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void thirty_two_meetings_at_once_on_three_replicas_are_each_told_once_and_in_order() {
        post = Post.replicas(3);
        follow(CHANGES);

        List<Long> meetings = AtOnce.times(32, i -> life());

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(receiver.received()).hasSizeGreaterThanOrEqualTo(160));
        assertThat(receiver.received()).hasSize(160);
        assertThat(receiver.received()).extracting(Received::eventId).doesNotHaveDuplicates();
        for (long meeting : meetings) {
            assertThat(delivered(meeting))
                    .extracting(Received::status)
                    .containsExactly("requested", "joining", "awaiting_admission", "active", "completed");
        }
        assertThat(new HashSet<>(receiver.received().stream()
                        .map(one -> one.json().getLong("sequence"))
                        .toList()))
                .hasSize(160);
    }

    @Test
    void two_that_claim_at_the_same_moment_never_take_the_same() {
        post = Post.open("enabled", false);
        follow(CHANGES);
        life();
        Post.fanOut();

        List<List<Claim>> claims =
                AtOnce.times(8, i -> Post.done(Post.bean(Outbox.class).claim(10, Duration.ofMinutes(1))));

        assertThat(claims.stream().mapToInt(List::size).sum()).isEqualTo(1);
    }

    // What people do
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void a_test_takes_the_way_of_all_others_once() {
        post = Post.open();
        receiver.answering(500);
        user.request().post("/user/webhook/test").then().statusCode(404);
        follow();

        int id = user.request()
                .post("/user/webhook/test")
                .then()
                .statusCode(202)
                .extract()
                .path("id");

        Received told = told(1).get(0);
        assertThat(told.type()).isEqualTo("webhook.test");
        assertThat(told.isSignedWith(SECRET)).isTrue();
        await().untilAsserted(() -> user.request()
                .get("/user/webhook/deliveries/" + id)
                .then()
                .body("status", equalTo("failed"))
                .body("status_code", equalTo(500))
                .body("payload.event_id", equalTo(told.eventId())));
        user.request().get("/user/webhook").then().body("status", equalTo("ok"));
    }

    @Test
    void a_delivery_is_sent_again_under_the_same_event_id() {
        post = Post.open();
        follow();
        life();
        Received first = told(1).get(0);
        await().until(() -> log().path("deliveries[0].status").equals("delivered"));
        int id = log().path("deliveries[0].id");

        user.request()
                .post("/user/webhook/deliveries/" + id + "/redeliver")
                .then()
                .statusCode(202)
                .body("redelivery_of", equalTo(id));

        Received again = told(2).get(1);
        assertThat(again.eventId()).isEqualTo(first.eventId());
        assertThat(again.body()).isEqualTo(first.body());
        await().untilAsserted(() -> log().then().body("deliveries.status", equalTo(List.of("delivered", "delivered"))));
    }

    @Test
    void the_log_is_read_page_by_page_and_filtered() {
        post = Post.open();
        follow(CHANGES);
        long id = life();
        life();
        told(10);
        await().until(() -> log().jsonPath()
                        .getList("deliveries.findAll { it.status == 'delivered' }")
                        .size()
                == 10);

        var page = user.request().get("/user/webhook/deliveries?limit=4").jsonPath();
        assertThat(page.getBoolean("has_more")).isTrue();
        var rest = user.request()
                .get("/user/webhook/deliveries?limit=100&before=" + page.getLong("next"))
                .jsonPath();
        assertThat(page.getList("deliveries.id").size()
                        + rest.getList("deliveries.id").size())
                .isEqualTo(10);
        assertThat(rest.getBoolean("has_more")).isFalse();
        assertThat(user.request()
                        .get("/webhooks/deliveries?meeting_id=" + id + "&status=delivered")
                        .jsonPath()
                        .getList("deliveries.meeting_id", Long.class))
                .hasSize(5)
                .containsOnly(id);
        user.request()
                .get("/user/webhook/deliveries?status=lost&limit=1000&before=x")
                .then()
                .statusCode(422)
                .body("errors.field", equalTo(List.of("status", "limit", "before")));
    }

    @Test
    void anothers_deliveries_do_not_exist() {
        post = Post.open();
        follow();
        life();
        told(1);
        int id = log().path("deliveries[0].id");
        User stranger = User.withLimit(1);

        stranger.request().get("/user/webhook/deliveries/" + id).then().statusCode(404);
        stranger.request()
                .post("/user/webhook/deliveries/" + id + "/redeliver")
                .then()
                .statusCode(404);
        stranger.request().get("/user/webhook/deliveries").then().body("deliveries.size()", equalTo(0));
        User.admin()
                .post("/admin/webhook/deliveries/" + id + "/redeliver")
                .then()
                .statusCode(404);
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void a_webhook_that_is_taken_away_is_told_nothing_more() {
        post = Post.open("backoff", Duration.ofHours(1), "longestBackoff", Duration.ofHours(1));
        receiver.answering(500);
        follow(CHANGES);
        life();
        told(1);

        user.request().delete("/user/webhook").then().statusCode(204);

        life();
        await().untilAsserted(() -> assertThat(log().jsonPath().getList("deliveries.status", String.class))
                .hasSize(5)
                .containsOnly("dropped"));
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void what_waits_when_a_meeting_is_redacted_is_sent_without_words() {
        post = Post.open();
        receiver.answering(500);
        follow(CHANGES);
        String meet = User.newMeet();
        long id = user.send(meet).jsonPath().getLong("id");
        Bot.of(id).inMeeting().reports("completed", ", \"reason\": \"Ada left\"");
        told(1);

        user.request().delete("/meetings/google_meet/" + meet).then().statusCode(200);
        receiver.received().clear();
        receiver.answering(200);

        await().untilAsserted(() -> assertThat(
                        receiver.received().stream().filter(one -> one.status().equals("completed")))
                .isNotEmpty());
        List<Received> last = receiver.received().subList(1, receiver.received().size());
        assertThat(last)
                .allSatisfy(one ->
                        assertThat(one.body()).doesNotContain(meet, "Ada").contains("redacted"));
        assertThat(Database.number(
                        "select count(*) from webhook_deliveries where user_id = $1 and payload::text like $2",
                        user.id(),
                        "%" + meet + "%"))
                .isZero();
    }

    @Test
    void what_is_made_after_a_redaction_has_no_words() {
        post = Post.open("enabled", false);
        follow(CHANGES);
        String meet = User.newMeet();
        long id = user.send(meet).jsonPath().getLong("id");
        Bot.of(id).inMeeting().reports("completed", ", \"reason\": \"Ada left\"");
        user.request().delete("/meetings/google_meet/" + meet).then().statusCode(200);

        Post.fanOut();

        assertThat(Database.number("select count(*) from webhook_deliveries where user_id = $1", user.id()))
                .isEqualTo(5);
        assertThat(Database.number(
                        "select count(*) from webhook_deliveries where user_id = $1 and payload::text ~ $2",
                        user.id(),
                        meet + "|Ada"))
                .isZero();
    }

    // The stage
    // ----------------------------------------------------------------------------------------------------------

    private void follow(String... events) {
        Post.follow(user, receiver.url(), SECRET, events);
    }

    private long life() {
        return lifeOf(user);
    }

    private static long lifeOf(User owner) {
        long id = owner.sent();
        Bot.of(id).inMeeting().reports("completed", ", \"exit_code\": 0, \"completion_reason\": \"left_alone\"");
        return id;
    }

    private List<Received> told(int count) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(receiver.received()).hasSizeGreaterThanOrEqualTo(count));
        return List.copyOf(receiver.received());
    }

    private io.restassured.response.Response log() {
        return user.request().get("/user/webhook/deliveries?limit=100");
    }
}
