package dev.rollcall.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.platform.Addresses;
import dev.rollcall.platform.OutboundUrl.Rules;
import dev.rollcall.platform.ResolvedAddresses;
import dev.rollcall.stage.Receiver;
import dev.rollcall.stage.Receiver.Reply;
import dev.rollcall.webhook.Sender.Letter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.net.JksOptions;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is posted to strangers' addresses, and what is not. */
class SenderTest {

    private static final Rules STRICT = new Rules(false, false);
    private static final Rules ANYWHERE = new Rules(true, true);
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    private static Path keys;
    private static Vertx vertx;

    private final AtomicInteger lookUps = new AtomicInteger();
    private Receiver receiver;

    @BeforeAll
    static void aCertificate() throws Exception {
        vertx = Vertx.vertx();
        keys = folder.resolve("keys.jks");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "hook",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=hooks.example.org",
                        "-ext",
                        "SAN=dns:hooks.example.org",
                        "-validity",
                        "30",
                        "-storetype",
                        "JKS",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD,
                        "-keypass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
    }

    @AfterAll
    static void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void aReceiver() {
        receiver = Receiver.start();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void it_posts_the_body_with_its_headers() {
        Answer answer = send(sender(), receiver.url() + "?a=%20b", ANYWHERE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response()).isEqualTo("said 200");
        assertThat(answer.error()).isNull();
        assertThat(receiver.received()).singleElement().satisfies(one -> {
            assertThat(one.path()).isEqualTo("/hook?a=%20b");
            assertThat(one.body()).isEqualTo("{\"a\": 1}");
            assertThat(one.header("X-Mark")).isEqualTo("x");
            assertThat(one.header("Host")).isEqualTo("127.0.0.1:" + receiver.port());
            assertThat(one.header("User-Agent")).isEqualTo("Rollcall-Webhooks");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:%d/", "https://127.0.0.1:%d/", "https://localhost:%d/", "https://[::1]:%d/"})
    void a_private_address_is_not_called(String url) {
        Answer answer = send(sender(), url.formatted(receiver.port()), STRICT);

        assertThat(answer.status()).isNull();
        assertThat(answer.error()).startsWith("The address must");
        assertThat(lookUps).hasValue(0);
        assertThat(receiver.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:192.168.0.1"})
    void a_name_that_leads_into_a_private_network_is_not_called(String address) {
        Sender sender = sender("hooks.example.org", address);

        Answer answer = send(sender, "https://hooks.example.org:" + receiver.port() + "/", STRICT);

        assertThat(answer.error()).isEqualTo("The address leads into a private network.");
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void one_private_address_among_public_ones_is_enough() {
        Sender sender = sender("hooks.example.org", "1.1.1.1", "127.0.0.1");

        Answer answer = send(sender, "https://hooks.example.org:" + receiver.port() + "/", STRICT);

        assertThat(answer.error()).isEqualTo("The address leads into a private network.");
    }

    @Test
    void the_connection_goes_to_the_address_that_was_checked() {
        Sender sender = sender("hooks.example.org", "127.0.0.1");

        Answer answer = send(sender, "http://hooks.example.org:" + receiver.port() + "/x", ANYWHERE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(lookUps).hasValue(1);
        assertThat(receiver.received().get(0).header("Host")).isEqualTo("hooks.example.org:" + receiver.port());
    }

    @Test
    void tls_proves_the_name_although_the_address_is_pinned() throws Exception {
        try (Receiver secure = Receiver.startTls(context())) {
            Sender trusting = trusting("hooks.example.org", "other.example.org");

            Answer right = send(trusting, "https://hooks.example.org:" + secure.port() + "/", ANYWHERE);
            Answer wrong = send(trusting, "https://other.example.org:" + secure.port() + "/", ANYWHERE);

            assertThat(right.status()).isEqualTo(200);
            assertThat(wrong.status()).isNull();
            assertThat(wrong.error()).containsIgnoringCase("name");
            assertThat(secure.received()).hasSize(1);
        }
    }

    @Test
    void a_certificate_that_nobody_signed_is_refused() throws Exception {
        try (Receiver secure = Receiver.startTls(context())) {
            Answer answer = send(
                    sender("hooks.example.org", "127.0.0.1"),
                    "https://hooks.example.org:" + secure.port() + "/",
                    ANYWHERE);

            assertThat(answer.status()).isNull();
            assertThat(secure.received()).isEmpty();
        }
    }

    @Test
    void a_redirect_is_an_answer_and_not_followed() {
        receiver.answering(request -> Reply.of(307).with("Location", receiver.url() + "/inside"));

        Answer answer = send(sender(), receiver.url(), ANYWHERE);

        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.delivered()).isFalse();
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void who_does_not_answer_in_time_has_not_answered() {
        receiver.answering(request -> Reply.of(200).after(3_000));
        Instant began = Instant.now();

        Answer answer = send(sender(), receiver.url(), ANYWHERE);

        assertThat(answer.error()).isEqualTo("No answer in time.");
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMillis(2_500));
    }

    @Test
    void of_an_answer_without_end_only_the_beginning_is_read() throws Exception {
        try (ServerSocket endless = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> pourOut(endless));
            server.start();

            Answer answer = send(sender(), "http://127.0.0.1:" + endless.getLocalPort() + "/", ANYWHERE);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.response()).hasSize(Sender.KEPT);
            server.join(5_000);
            assertThat(server.isAlive()).as("the connection was closed").isFalse();
        }
    }

    private static void pourOut(ServerSocket endless) {
        try (Socket socket = endless.accept();
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream()) {
            in.read(new byte[2048]);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write("x".repeat(1000).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (java.io.IOException closed) {
            // that is what the test waits for
        }
    }

    @Test
    void an_answer_that_drips_is_judged_by_its_head() throws Exception {
        try (ServerSocket dripping = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            new Thread(() -> drip(dripping)).start();

            Answer answer = send(sender(), "http://127.0.0.1:" + dripping.getLocalPort() + "/", ANYWHERE);

            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.response()).isEqualTo("a bit");
        }
    }

    private static void drip(ServerSocket dripping) {
        try (Socket socket = dripping.accept()) {
            socket.getInputStream().read(new byte[2048]);
            socket.getOutputStream()
                    .write("HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\na bit"
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read(new byte[2048]); // until it is closed
        } catch (java.io.IOException closed) {
            // the client had enough
        }
    }

    @Test
    void an_unknown_name_is_said() {
        Answer answer = send(sender("other", "127.0.0.1"), "https://hooks.example.org/", ANYWHERE);

        assertThat(answer.error()).isEqualTo("The name of the host is not known.");
    }

    @Test
    void a_name_that_nobody_resolves_is_said_in_the_same_words() {
        var sender = new Sender(vertx, new ResolvedAddresses(), config());

        Answer answer = send(sender, "https://hooks.invalid/", ANYWHERE);

        assertThat(answer.error()).isEqualTo("The name of the host is not known.");
    }

    @Test
    void a_closed_port_is_said() {
        int port = receiver.port();
        receiver.close();

        Answer answer = send(sender(), "http://127.0.0.1:" + port + "/", ANYWHERE);

        assertThat(answer.status()).isNull();
        assertThat(answer.error()).contains("refused");
    }

    @Test
    void a_signature_is_the_one_of_the_contract() {
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac secret
        assertThat(Signature.header(1_700_000_000L, "{}".getBytes(StandardCharsets.UTF_8), List.of("secret")))
                .isEqualTo("sha256=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163");
        assertThat(Signature.header(1_700_000_000L, new byte[0], List.of("a", "b"))
                        .split(","))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    private Answer send(Sender sender, String url, Rules rules) {
        Letter letter = new Letter(url, rules, Map.of("X-Mark", "x"), "{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
        return sender.send(letter).await().atMost(Duration.ofSeconds(10));
    }

    private Sender sender() {
        return sender("127.0.0.1", "127.0.0.1");
    }

    private Sender sender(String name, String... addresses) {
        return new Sender(vertx, resolving(List.of(name), addresses), config());
    }

    private Sender trusting(String... names) {
        JksOptions trust = new JksOptions().setPath(keys.toString()).setPassword(PASSWORD);
        return new Sender(vertx, resolving(List.of(names), "127.0.0.1"), config(), trust);
    }

    private Addresses resolving(List<String> names, String... addresses) {
        return host -> {
            lookUps.incrementAndGet();
            if (!names.contains(host)) {
                return Uni.createFrom().failure(new UnknownHostException(host));
            }
            return Uni.createFrom()
                    .item(java.util.Arrays.stream(addresses)
                            .map(SenderTest::address)
                            .toList());
        };
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static DeliveryConfig config() {
        return (DeliveryConfig) Proxy.newProxyInstance(
                DeliveryConfig.class.getClassLoader(),
                new Class<?>[] {DeliveryConfig.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "timeout" -> Duration.ofMillis(1_500);
                    case "connectTimeout" -> Duration.ofSeconds(1);
                    case "concurrency" -> 8;
                    default -> throw new AssertionError(method.getName());
                });
    }

    private static SSLContext context() throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
