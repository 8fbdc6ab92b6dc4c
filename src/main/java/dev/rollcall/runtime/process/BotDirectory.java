package dev.rollcall.runtime.process;

import dev.rollcall.runtime.Workload;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder that holds a folder for each bot. */
record BotDirectory(Path path) {

    /**
     * Makes sure that bots can be run from here, and that nobody else on this machine can put theirs in their place.
     *
     * @throws ConfigurationException with one sentence for people
     */
    static BotDirectory prepare(Path configured) {
        if (!Files.isExecutable(Wrapper.SHELL)) {
            throw new ConfigurationException(
                    "rollcall.runtime=process needs " + Wrapper.SHELL + ": Linux, macOS, or Windows with WSL.");
        }
        Path path = configured.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path, BotFolder.forOwnerOnly());
            requireOwner(path);
        } catch (IOException trouble) {
            throw new ConfigurationException("rollcall.process.directory " + path + " cannot be used: " + trouble);
        }
        return new BotDirectory(path);
    }

    private static void requireOwner(Path path) throws IOException {
        Path ours = Files.createTempDirectory(path, ".probe-");
        try {
            String owner = Files.getOwner(path).getName();
            if (!owner.equals("root") && !owner.equals(Files.getOwner(ours).getName())) {
                throw new ConfigurationException(
                        "rollcall.process.directory " + path + " belongs to " + owner + ", who could change our bots.");
            }
        } finally {
            Files.delete(ours);
        }
    }

    BotFolder folder(String handle) {
        if (Workload.identify(handle).isEmpty()) {
            throw new IllegalArgumentException("'" + handle + "' is not a handle of ours."); // nor a path to anywhere
        }
        return new BotFolder(path.resolve(handle));
    }

    List<String> handles() throws IOException {
        return names().filter(name -> Workload.identify(name).isPresent()).toList();
    }

    /** Folders whose removal was cut short. */
    List<BotFolder> putAside() throws IOException {
        return names().filter(name -> name.startsWith(BotFolder.PUT_ASIDE))
                .map(name -> new BotFolder(path.resolve(name)))
                .toList();
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString()).toList().stream();
        }
    }
}
