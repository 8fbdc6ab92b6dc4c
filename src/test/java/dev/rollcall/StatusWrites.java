package dev.rollcall;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds SQL that writes a meeting's status, in Java source text. */
final class StatusWrites {

    private static final Pattern UPDATE = Pattern.compile(
            "\\bupdate\\s+(?:only\\s+)?meetings?(?:\\s+(?:as\\s+)?\\w+)?\\s+set\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern INSERT =
            Pattern.compile("\\b(?:insert|merge)\\s+into\\s+meetings?\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern END_OF_SET =
            Pattern.compile("\\G(?:\\b(?:where|returning|from)\\b|\"\"\"|;|\\))", Pattern.CASE_INSENSITIVE);
    private static final Pattern STATUS = Pattern.compile("\\bstatus\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");

    private StatusWrites() {}

    /** The assignments to status in updates of meetings. */
    static List<String> updates(String text) {
        String source = joined(text);
        List<String> found = new ArrayList<>();
        Matcher update = UPDATE.matcher(source);
        while (update.find()) {
            for (String assignment : assignments(source, update.end())) {
                String target = assignment.split("=", 2)[0];
                if (STATUS.matcher(target).find()) {
                    found.add(assignment.strip());
                }
            }
        }
        return found;
    }

    static List<String> inserts(String text) {
        List<String> found = new ArrayList<>();
        Matcher insert = INSERT.matcher(joined(text));
        while (insert.find()) {
            found.add(insert.group());
        }
        return found;
    }

    /** A statement that is put together from literals becomes one. */
    private static String joined(String source) {
        return CONCATENATION.matcher(source).replaceAll("");
    }

    /** What stands between SET and its end, split at the commas that no bracket holds. */
    private static List<String> assignments(String source, int start) {
        List<String> assignments = new ArrayList<>();
        Matcher end = END_OF_SET.matcher(source);
        int depth = 0;
        int begin = start;
        int at = start;
        while (at < source.length() && (depth > 0 || !end.find(at))) {
            char c = source.charAt(at);
            if (c == ',' && depth == 0) {
                assignments.add(source.substring(begin, at));
                begin = at + 1;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            at++;
        }
        assignments.add(source.substring(begin, at));
        return assignments;
    }
}
