package dev.rollcall.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders with all that is in them. */
final class Folders {

    private Folders() {}

    static void delete(Path folder) throws IOException {
        for (Path path : contents(folder)) {
            Files.deleteIfExists(path);
        }
    }

    /** Gives the folder to another user; only root may do that. */
    static void give(Path folder, int user) throws IOException {
        for (Path path : contents(folder)) {
            Files.setAttribute(path, "unix:uid", user);
            Files.setAttribute(path, "unix:gid", user);
        }
    }

    /** Deepest first, the folder itself last; nothing for a folder that is not there. */
    private static List<Path> contents(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
