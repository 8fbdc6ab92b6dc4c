package dev.rollcall.runtime.process;

import dev.rollcall.platform.Programs;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The program that is a bot: the configured one, or the reference bot on the service's own Java. */
final class BotCommand {

    /** Makes the service's own program the reference bot; see Main. */
    private static final String SUBCOMMAND = "bot";

    private static final String REFERENCE_BOT = "dev.rollcall.bot.ReferenceBot";

    /** One class of each jar that the reference bot needs. By name: no runtime depends on the bot. */
    private static final List<String> CLASSES = List.of(
            REFERENCE_BOT,
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.annotation.JsonProperty");

    /**
     * Up in well under a second, and small; UTF-8 because the bot's environment names no locale. (From Java 18 on that
     * does not reach what it reads from the environment: BOT_CONFIG had better be plain ASCII, which JSON can be.)
     */
    private static final List<String> JAVA_OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx64m",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-Dstderr.encoding=UTF-8");

    private BotCommand() {}

    /** @throws ConfigurationException when no command is configured and the reference bot cannot be run */
    static List<String> of(Optional<List<String>> configured) {
        return configured.filter(command -> !command.isEmpty()).orElseGet(BotCommand::referenceBot);
    }

    private static List<String> referenceBot() {
        if (System.getProperty("org.graalvm.nativeimage.imagecode") != null) {
            return ofExecutable(ProcessHandle.current().info().command());
        }
        String home = System.getProperty("java.home");
        if (home == null) {
            throw new ConfigurationException("The reference bot cannot be run: this Java does not say where it is."
                    + " Set rollcall.process.command to the command that runs a bot.");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(home, "bin", "java").toString());
        command.addAll(JAVA_OPTIONS);
        command.addAll(List.of("-cp", classPath(CLASSES), REFERENCE_BOT));
        return List.copyOf(command);
    }

    /** A native executable has no Java beside it, but is the bot itself when it is asked for. */
    static List<String> ofExecutable(Optional<String> executable) {
        return executable
                .map(program -> List.of(program, SUBCOMMAND))
                .orElseThrow(() -> new ConfigurationException("The reference bot cannot be run: the system does not say"
                        + " where this executable is. Set rollcall.process.command to the command that runs a bot."));
    }

    /** Where the classes came from: the same question in a test, in quarkus:dev and in the packaged service. */
    static String classPath(List<String> classes) {
        return classes.stream().map(BotCommand::originOf).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static String originOf(String className) {
        try {
            CodeSource source = Class.forName(className, false, BotCommand.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource();
            if (source != null && source.getLocation() != null) {
                return Path.of(source.getLocation().toURI()).toString();
            }
        } catch (ClassNotFoundException | URISyntaxException | RuntimeException notFound) {
            // Said below, in one sentence.
        }
        throw new ConfigurationException("The reference bot cannot be run: there is no jar or folder with " + className
                + ". Set rollcall.process.command to the command that runs a bot.");
    }

    /** The command with the full path of its program, or empty when there is none that may be executed. */
    static Optional<List<String>> resolve(List<String> command) {
        return executable(command.get(0)).map(program -> {
            List<String> resolved = new ArrayList<>(command);
            resolved.set(0, program.toString());
            return resolved;
        });
    }

    private static Optional<Path> executable(String program) {
        return Programs.named(program)
                .map(Path::toAbsolutePath)
                .filter(path -> !path.toString().contains("=")) // the wrapper's env would take it for a variable
                .findFirst();
    }
}
