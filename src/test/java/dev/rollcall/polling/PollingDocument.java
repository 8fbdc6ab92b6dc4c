package dev.rollcall.polling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The code of docs/polling.md, as its readers copy it. */
final class PollingDocument {

    private static final Path PAGE = Path.of("docs/polling.md");

    private static final String ADDRESS = "http://localhost:8080";

    private PollingDocument() {}

    /** The block that follows a heading, with this service's address. */
    static String block(String heading, String language, String address) {
        String page = read();
        int from = page.indexOf("\n" + heading + "\n");
        Matcher block = Pattern.compile("```" + language + "\n(.*?)\n```", Pattern.DOTALL)
                .matcher(page);
        if (from < 0 || !block.find(from)) {
            throw new AssertionError("There is no " + language + " below \"" + heading + "\"");
        }
        return block.group(1).replace(ADDRESS, address);
    }

    /** The lines of the log that the page promises, from their words on. */
    static List<String> logLines() {
        return read().lines()
                .filter(line -> line.startsWith("INFO "))
                .map(line -> line.substring(line.indexOf(']') + 1).strip())
                .toList();
    }

    private static String read() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
