package dev.rollcall.runtime.nomad;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What deployment/nomad/bot.nomad.hcl says: the played Nomad runs that, so the file that operators get is what is tested. */
record BotJobFile(String name, String start, String payloadFile, List<String> required, List<String> optional) {

    static BotJobFile read() {
        try {
            String hcl = Files.readString(Path.of("deployment/nomad/bot.nomad.hcl"));
            return new BotJobFile(
                    find(hcl, "job \"([^\"]+)\""),
                    find(hcl, "(?s)start = <<-EOT\\n(.*?)\\n\\s*EOT").stripIndent(),
                    find(hcl, "(?s)dispatch_payload \\{\\s*file = \"([^\"]+)\""),
                    words(find(hcl, "meta_required = \\[(.*?)]")),
                    words(find(hcl, "meta_optional = \\[(.*?)]")));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    private static String find(String text, String pattern) {
        Matcher match = Pattern.compile(pattern).matcher(text);
        if (!match.find()) {
            throw new IllegalStateException("bot.nomad.hcl has no " + pattern);
        }
        return match.group(1);
    }

    private static List<String> words(String list) {
        return Pattern.compile("\"(\\w+)\"")
                .matcher(list)
                .results()
                .map((MatchResult word) -> word.group(1))
                .toList();
    }
}
