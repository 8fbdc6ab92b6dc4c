package dev.rollcall;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A curl command of the documentation, understood as far as the documentation uses curl: -s, -X, -H and -d. */
record CurlLine(String text) {

    /** A word of the shell: pieces in single quotes, in double quotes, or bare. */
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"]+)+");

    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

    HttpRequest request(Map<String, String> variables) {
        HttpRequest.Builder request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(30));
        List<String> words = words(variables);
        String method = null;
        String data = null;
        for (int i = 1; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-s" -> {}
                case "-X" -> method = words.get(++i);
                case "-d" -> data = words.get(++i);
                case "-H" -> {
                    String[] header = words.get(++i).split(": ", 2);
                    request.header(header[0], header[1]);
                }
                default -> request.uri(URI.create(words.get(i)));
            }
        }
        String implied = data == null ? "GET" : "POST";
        return request.method(
                        method == null ? implied : method,
                        data == null ? BodyPublishers.noBody() : BodyPublishers.ofString(data))
                .build();
    }

    private List<String> words(Map<String, String> variables) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text.replace("\\\n", " "));
        while (word.find()) {
            words.add(unquoted(word.group(), variables));
        }
        if (!words.get(0).equals("curl")) {
            throw new IllegalArgumentException("No curl command: " + text);
        }
        return words;
    }

    private static String unquoted(String word, Map<String, String> variables) {
        StringBuilder plain = new StringBuilder();
        Matcher piece = QUOTED.matcher(word);
        while (piece.find()) {
            String literal = piece.group(1);
            String open = piece.group(2) == null ? piece.group(3) : piece.group(2);
            plain.append(literal == null ? filled(open, variables) : literal);
        }
        return plain.toString();
    }

    private static String filled(String text, Map<String, String> variables) {
        String filled = text;
        for (var variable : variables.entrySet()) {
            filled = filled.replace("$" + variable.getKey(), variable.getValue());
        }
        return filled;
    }
}
