package dev.rollcall.platform;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that are installed. */
public final class Programs {

    /** Where there is no PATH: what a shell would take. */
    private static final String USUAL_PATH = "/usr/bin:/bin";

    private Programs() {}

    /**
     * Where a program is that can be started, the first that PATH leads to first.
     *
     * @param program a name, or a path to it
     */
    public static Stream<Path> named(String program) {
        return places(program).filter(Files::isRegularFile).filter(Files::isExecutable);
    }

    private static Stream<Path> places(String program) {
        if (program.contains("/")) {
            return Stream.of(Path.of(program));
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse(USUAL_PATH);
        return Stream.of(path.split(File.pathSeparator)).map(folder -> Path.of(folder, program));
    }
}
