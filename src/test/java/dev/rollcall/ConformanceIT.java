package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.bot.ReferenceBot;
import dev.rollcall.local.LocalServices;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged service's subcommand that tries a bot's command, with no setting and no database. */
class ConformanceIT {

    private static final int PATIENCE_SECONDS = 90;
    private static final Pattern RESULT = Pattern.compile("(?m)^ ?(\\d+)  (PASS|FAIL|NOT RUN) ");

    /** Bots that break the contract somewhere, and what has to be said of them. */
    enum Bad {
        DEAF("1,4,5,7", "1 PASS, 4 FAIL, 5 FAIL, 7 PASS"),
        SILENT("1,2,4", "1 PASS, 2 FAIL, 4 PASS"),
        CRASH("1,2,4", "1 PASS, 2 FAIL, 4 FAIL"),
        LOBBY("1,4,8", "1 NOT RUN, 4 NOT RUN, 8 PASS"),
        EARLY_EXIT("1,2,10", "1 FAIL, 2 NOT RUN, 10 PASS"),
        IGNORES_SIGTERM("1,4,7,8", "1 PASS, 4 PASS, 7 FAIL, 8 FAIL"),
        LEAVES_A_PROCESS("4,11", "4 PASS, 11 FAIL"),
        HANGS("10", "10 FAIL");

        private final String checks;
        private final String results;

        Bad(String checks, String results) {
            this.checks = checks;
            this.results = results;
        }

        private List<String> bot() {
            return switch (this) {
                case IGNORES_SIGTERM -> shell("trap '' TERM; exec \"$@\"");
                case LEAVES_A_PROCESS -> shell("sleep 600 & exec \"$@\"");
                case HANGS -> List.of("sleep", "600");
                default -> referenceBot();
            };
        }

        private String scenario() {
            return switch (this) {
                case IGNORES_SIGTERM, LEAVES_A_PROCESS, HANGS -> "normal";
                default -> name().toLowerCase(Locale.ROOT);
            };
        }
    }

    /** They mostly wait, but each starts several processes: more at a time would wait for one another. */
    private static final ExecutorService THREE = Executors.newFixedThreadPool(3);

    private static final Map<Bad, Future<Tool>> BAD = new TreeMap<>();

    @BeforeAll
    static void tryTheBadOnes() {
        for (Bad bad : Bad.values()) {
            List<String> options = options(bad.scenario(), "--timeout", "15s", "--grace", "4s", "--only", bad.checks);
            BAD.put(bad, THREE.submit(() -> Tool.start(bad.bot(), options).ended()));
        }
    }

    @AfterAll
    static void endThem() {
        THREE.shutdownNow();
    }

    @Test
    void the_reference_bot_conforms() {
        Tool tool = Tool.start(referenceBot(), options("normal", "--timeout", "20s", "--grace", "20s"));

        assertThat(tool.exitCode()).as(tool.said()).isZero();
        assertThat(tool.results())
                .isEqualTo(Stream.iterate(1, number -> number + 1)
                        .limit(11)
                        .map(number -> number + " PASS")
                        .collect(Collectors.joining(", ")));
        assertThat(tool.said())
                .contains("It listened again after", "Conforms: required: 9 passed, 0 failed, 0 not run")
                .doesNotContain("ERROR", "Exception");
    }

    @ParameterizedTest
    @EnumSource
    void a_bot_fails_where_it_breaks_the_contract_and_nowhere_else(Bad bad) throws Exception {
        Tool tool = BAD.get(bad).get();

        assertThat(tool.exitCode()).as(tool.said()).isEqualTo(1);
        assertThat(tool.results()).as(tool.said()).isEqualTo(bad.results);
        assertThat(tool.said()).contains("Does not conform");
    }

    @Test
    void without_a_redis_its_checks_are_not_run_and_that_is_no_success() {
        Tool tool = Tool.start(referenceBot(), List.of("--only", "4,9"));

        assertThat(tool.exitCode()).isEqualTo(1);
        assertThat(tool.results()).isEqualTo("4 NOT RUN, 9 NOT RUN");
        assertThat(tool.said()).contains("without Redis", "give one with --redis");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--timeout 5 -- true",
                "--colour red -- true",
                "--profile vexa -- true",
                "--native-id ABC -- true",
                "--redis redis://127.0.0.1:1 -- true",
                "-- /no/such/program"
            })
    void wrong_usage_is_one_sentence(String arguments) {
        Tool tool = Tool.run(Arrays.stream(arguments.split(" "))
                .filter(word -> !word.isEmpty())
                .toList());

        assertThat(tool.exitCode()).isEqualTo(2);
        assertThat(tool.said().strip()).endsWith(".").doesNotContain("\n", "Exception");
    }

    private static List<String> options(String scenario, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--redis",
                LocalServices.shared().redisUrl(),
                "--heartbeat",
                "500ms",
                "--outage",
                "1s",
                "--order",
                "{\"simulate\":{\"step_ms\":100,\"scenario\":\"" + scenario + "\"}}"));
        options.addAll(List.of(more));
        return options;
    }

    /** As the process runtime starts it, from the classes of this build. */
    private static List<String> referenceBot() {
        String classPath = Stream.of(ReferenceBot.class, ObjectMapper.class, JsonFactory.class, JsonInclude.class)
                .map(ConformanceIT::home)
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx64m",
                "-cp",
                classPath,
                ReferenceBot.class.getName());
    }

    private static String home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The reference bot, started by a script. */
    private static List<String> shell(String script) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "bot"));
        command.addAll(referenceBot());
        return command;
    }

    /** One call of the subcommand. */
    private record Tool(Process process, Path output) {

        static Tool start(List<String> bot, List<String> options) {
            List<String> arguments = new ArrayList<>(options);
            arguments.add("--");
            arguments.addAll(bot);
            return run(arguments);
        }

        static Tool run(List<String> arguments) {
            List<String> line = new ArrayList<>();
            if (PackagedService.isNative()) {
                line.add(PackagedService.artifact().toString());
            } else {
                line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
                line.addAll(List.of("-jar", PackagedService.artifact().toString()));
            }
            line.add("conformance");
            line.addAll(arguments);
            try {
                Path output = Files.createTempFile("conformance", ".log");
                output.toFile().deleteOnExit();
                ProcessBuilder builder =
                        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
                builder.environment().clear();
                return new Tool(builder.start(), output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for its end, and makes it end where that takes too long. */
        Tool ended() {
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("It still runs, and said: " + said());
                }
                return this;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                process.destroyForcibly();
            }
        }

        int exitCode() {
            return ended().process.exitValue();
        }

        String said() {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** As in {@code 1 PASS, 2 FAIL}. */
        String results() {
            return RESULT.matcher(said()).results().map(ConformanceIT::result).collect(Collectors.joining(", "));
        }
    }

    private static String result(MatchResult match) {
        return match.group(1) + " " + match.group(2);
    }
}
