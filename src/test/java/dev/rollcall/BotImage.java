package dev.rollcall;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.bot.ReferenceBot;
import dev.rollcall.runtime.docker.RealEngine;
import dev.rollcall.runtime.docker.RootFileSystem;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An image that holds the Java of this test and the reference bot, and how a service is told to run it. */
final class BotImage {

    private static final String NAME = "rollcall-test-bot:latest";

    /** What a JVM loads by name, whose libraries it therefore does not name itself. */
    private static final List<String> LIBRARIES =
            List.of("server/libjvm.so", "libjava.so", "libjli.so", "libnet.so", "libnio.so", "libzip.so");

    private BotImage() {}

    static void importInto(RealEngine engine) {
        Path java = Path.of(System.getProperty("java.home"));
        RootFileSystem files = new RootFileSystem()
                .file("jre/bin/java", java.resolve("bin/java"))
                .librariesOf(java.resolve("bin/java"))
                .tree("jre/conf", java.resolve("conf"), file -> true)
                .tree("jre/lib", java.resolve("lib"), file -> !file.endsWith(".zip") && !file.endsWith("ct.sym"));
        LIBRARIES.stream()
                .map(java.resolve("lib")::resolve)
                .filter(Files::exists)
                .forEach(files::librariesOf);
        Path classes = home(ReferenceBot.class);
        if (Files.isDirectory(classes)) {
            files.tree("bot/classes", classes, file -> file.startsWith("dev/rollcall/bot/"));
        } else {
            files.file("bot/classes", classes); // the jar of a packaged build; a class path may name either
        }
        jars().forEach(jar -> files.file("bot/" + jar.getFileName(), jar));
        engine.imported(NAME, files);
    }

    /** On the host's network, where bots find the service and Redis under the addresses that they are given. */
    static Map<String, String> settings(RealEngine engine, String installation) {
        String classPath = "/bot/classes:"
                + String.join(
                        ":", jars().map(jar -> "/bot/" + jar.getFileName()).toList());
        String command = String.join(
                ",",
                "/jre/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                classPath,
                ReferenceBot.class.getName());
        Map<String, String> settings = new HashMap<>();
        settings.put("rollcall.runtime", "docker");
        settings.put("rollcall.docker.host", engine.host());
        settings.put("rollcall.docker.image", NAME);
        settings.put("rollcall.docker.command", command);
        settings.put("rollcall.docker.network", "host");
        settings.put("rollcall.docker.memory", "512M");
        settings.put("rollcall.docker.installation", installation);
        return settings;
    }

    private static Stream<Path> jars() {
        return Stream.of(ObjectMapper.class, JsonFactory.class, JsonInclude.class)
                .map(BotImage::home);
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
