package dev.rollcall.dashboard;

import dev.rollcall.dashboard.MeetingView.Choice;
import dev.rollcall.meeting.Languages;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Codes of languages as people call them. */
final class LanguageNames {

    private LanguageNames() {}

    /** "German (de)"; a code that nobody knows stays one. */
    static String of(String code) {
        // whisper's own code for Javanese
        String name = Locale.forLanguageTag(code.equals("jw") ? "jv" : code).getDisplayLanguage(Locale.ENGLISH);
        return name.isEmpty() || name.equals(code) ? code : name + " (" + code + ")";
    }

    static List<Choice> all() {
        return Languages.codes().stream()
                .map(code -> new Choice(code, of(code)))
                .sorted(Comparator.comparing(Choice::word))
                .toList();
    }
}
