package dev.rollcall.stage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.platform.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of docs/clients, run from its text where its language is installed. */
public record ExampleProgram(Path source, List<String> command) {

    private static final Path FOLDER = Path.of("docs/clients").toAbsolutePath();

    public static ExampleProgram node(String name) {
        return new ExampleProgram(FOLDER.resolve(name), List.of("node", "--input-type=module", "-"));
    }

    public static ExampleProgram python(String name) {
        return new ExampleProgram(FOLDER.resolve(name), List.of("python3", "-"));
    }

    /** The test is skipped where its language is not installed. */
    public void assumeItCanRun() {
        String program = command.get(0);
        assumeTrue(Programs.named(program).findFirst().isPresent(), program + " is not installed");
    }

    /** @param output where all goes that it says */
    public Process start(Map<String, String> environment, Path output, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(source.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
