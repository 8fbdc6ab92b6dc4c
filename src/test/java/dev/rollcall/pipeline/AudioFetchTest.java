package dev.rollcall.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.platform.Addresses;
import dev.rollcall.platform.OutboundRequests;
import dev.rollcall.platform.ResolvedAddresses;
import dev.rollcall.stage.Receiver;
import dev.rollcall.stage.Receiver.Reply;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which recordings are fetched, and which are not. */
class AudioFetchTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long LARGEST = 100_000;

    private static Vertx vertx;

    private final Receiver storage = Receiver.start();

    @TempDir
    Path folder;

    @BeforeAll
    static void vertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private AudioFetch fetch(boolean anywhere, Addresses addresses, Duration timeout) {
        return new AudioFetch(
                vertx, new OutboundRequests(addresses), Settings.audio(anywhere, LARGEST, timeout, folder.toString()));
    }

    private AudioFetch anywhere() {
        return fetch(true, new ResolvedAddresses(), Duration.ofSeconds(5));
    }

    private String fetched(AudioFetch fetch, String url) {
        return fetch.with(url, audio -> Uni.createFrom().item(() -> audio.name() + " " + read(audio.path())))
                .await()
                .atMost(TIMEOUT);
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private StepTrouble trouble(AudioFetch fetch, String url) {
        return catchThrowableOfType(StepTrouble.class, () -> fetched(fetch, url));
    }

    private List<Path> leftOver() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void a_recording_is_there_for_the_work_and_gone_after_it() throws IOException {
        storage.answering(request -> Reply.of(200).saying("speech".repeat(10_000)));

        String audio = fetched(anywhere(), "http://127.0.0.1:" + storage.port() + "/calls/1.WAV?signature=x");

        assertThat(audio).isEqualTo("audio.wav " + "speech".repeat(10_000));
        assertThat(storage.received().get(0).path()).isEqualTo("/calls/1.WAV?signature=x");
        assertThat(leftOver()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/a.mp3",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/a.mp3",
                "https://localhost/a.mp3",
                "https://2130706433/a.mp3",
                "https://metadata.google.internal/a.mp3",
                "http://example.org/a.mp3",
                "file:///etc/passwd",
                "https://user:word@example.org/a.mp3"
            })
    void an_address_that_is_not_public_is_not_called(String url) {
        assertThat(trouble(fetch(false, new ResolvedAddresses(), Duration.ofSeconds(5)), url)
                        .isLasting())
                .isTrue();
    }

    /** Also where only one of its addresses is private. */
    @Test
    void a_name_that_leads_into_our_network_is_not_called() {
        Addresses mixed = host -> Uni.createFrom().item(List.of(address(93, 184, 216, 34), address(10, 0, 0, 1)));

        StepTrouble trouble = trouble(
                fetch(false, mixed, Duration.ofSeconds(5)), "https://calls.example.org:" + storage.port() + "/a.mp3");

        assertThat(trouble).hasMessage("audio_url must lead to a public host, not into a private network.");
        assertThat(trouble.isLasting()).isTrue();
        assertThat(storage.received()).isEmpty();
    }

    private static InetAddress address(int... bytes) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_connection_goes_to_the_address_that_was_checked() {
        storage.answering(request -> Reply.of(200).saying("speech"));
        Addresses pinned = host -> Uni.createFrom().item(List.of(InetAddress.getLoopbackAddress()));

        assertThat(fetched(
                        fetch(true, pinned, Duration.ofSeconds(5)),
                        "http://no-such-host.example.org:" + storage.port() + "/a.ogg"))
                .isEqualTo("audio.ogg speech");
        assertThat(storage.received().get(0).header("Host")).startsWith("no-such-host.example.org");
    }

    @Test
    void a_recording_that_says_to_be_too_large_is_not_read() {
        storage.answering(request -> Reply.of(200).saying("x".repeat((int) LARGEST + 1)));

        StepTrouble trouble = trouble(anywhere(), "http://127.0.0.1:" + storage.port() + "/a.mp3");

        assertThat(trouble).hasMessageStartingWith("The recording is larger than");
        assertThat(trouble.isLasting()).isTrue();
    }

    /** Without a length, and without an end. */
    @Test
    void a_recording_that_turns_out_too_large_is_broken_off() throws IOException {
        try (ServerSocket endless = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread talker = new Thread(() -> talk(endless));
            talker.start();

            StepTrouble trouble = trouble(anywhere(), "http://127.0.0.1:" + endless.getLocalPort() + "/a.mp3");

            assertThat(trouble).hasMessageStartingWith("The recording is larger than");
            assertThat(leftOver()).isEmpty();
        }
    }

    private static void talk(ServerSocket endless) {
        try (Socket client = endless.accept();
                OutputStream out = client.getOutputStream()) {
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(new byte[10_000]);
            }
        } catch (IOException brokenOff) {
            // that is the point
        }
    }

    @ParameterizedTest
    @CsvSource({
        "302, true, audio_url answered 302: redirects are not followed.",
        "404, true, audio_url answered 404.",
        "204, true, audio_url answered 204.",
        "503, false, audio_url answered 503.",
        "429, false, audio_url answered 429."
    })
    void what_is_not_the_recording_is_trouble(int status, boolean lasting, String sentence) throws IOException {
        storage.answering(request -> Reply.of(status).saying("").with("Location", "http://127.0.0.1/other"));

        StepTrouble trouble = trouble(anywhere(), "http://127.0.0.1:" + storage.port() + "/a.mp3");

        assertThat(trouble).hasMessage(sentence);
        assertThat(trouble.isLasting()).isEqualTo(lasting);
        assertThat(storage.received()).hasSize(1);
        assertThat(leftOver()).isEmpty();
    }

    @Test
    void one_that_does_not_come_in_time_may_come_next_time() throws IOException {
        storage.answering(request -> Reply.of(200).after(5_000));

        StepTrouble trouble = trouble(
                fetch(true, new ResolvedAddresses(), Duration.ofMillis(300)),
                "http://127.0.0.1:" + storage.port() + "/a.mp3");

        assertThat(trouble).hasMessage("The recording did not come in time.");
        assertThat(trouble.isLasting()).isFalse();
        assertThat(leftOver()).isEmpty();
    }

    /** As a process does that was killed. */
    @Test
    void what_was_left_on_the_disk_is_removed_when_nobody_can_need_it_any_more() throws IOException {
        Path left = Files.createFile(folder.resolve("rollcall-audio-1.part"));
        Path other = Files.createFile(folder.resolve("other.part"));
        var config = Settings.audio(true, LARGEST, TIMEOUT, folder.toString());

        new AudioLeftOvers(config, Clock.systemUTC()).remove().await().atMost(TIMEOUT);
        assertThat(leftOver()).containsExactlyInAnyOrder(left, other);
        new AudioLeftOvers(config, Clock.offset(Clock.systemUTC(), Duration.ofHours(4)))
                .remove()
                .await()
                .atMost(TIMEOUT);

        assertThat(leftOver()).containsExactly(other);
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/a.M4A?x=1, , audio.m4a",
        "https://example.org/calls/7, audio/ogg; codecs=opus, audio.ogg",
        "https://example.org/calls/7.exe, video/mp4, audio.mp4",
        "https://example.org, , audio.mp3"
    })
    void its_name_tells_its_form(String url, String type, String name) {
        assertThat(AudioName.of(URI.create(url), type)).isEqualTo(name);
    }
}
