package dev.rollcall.extract;

import dev.rollcall.extract.Finding.Kind;
import java.util.Set;

/** The rules for Russian: the form of the verb decides who is to do it. */
final class Russian implements Grammar {

    private static final Set<String> YES = Set.of(
            "да",
            "хорошо",
            "ладно",
            "конечно",
            "договорились",
            "окей",
            "ок",
            "ага",
            "сделаю",
            "давай",
            "давайте",
            "отлично",
            "супер",
            "смогу",
            "могу",
            "точно",
            "разумеется",
            "обязательно");

    private final Dates dates = new RussianDates();

    @Override
    public Dates dates() {
        return dates;
    }

    /** Denied, or in a clause that begins with "if" or holds "would". */
    private static boolean barred(Sentence sentence, int place) {
        if (RussianWords.NEGATIONS.contains(sentence.at(place - 1))) {
            return true;
        }
        for (int i = place; i >= Math.max(0, place - 6); i--) {
            if (i < place && RussianWords.CONDITIONS.contains(sentence.at(i))) {
                return true;
            }
            if (sentence.word(i).clause()) {
                return false;
            }
        }
        return false;
    }

    @Override
    public Finding at(Sentence sentence, int place, Names names) {
        if (barred(sentence, place)) {
            return null;
        }
        String word = sentence.at(place);
        Finding request = request(sentence, place);
        if (request != null) {
            return request;
        }
        if (sentence.question()) {
            return null;
        }
        if (RussianVerbs.will(word)) {
            return RussianClause.finding(Kind.PROMISE, null, sentence, place, true);
        }
        if (word.equals("буду")) {
            int verb = RussianClause.infinitive(sentence, place + 1);
            return verb < 0 ? null : RussianClause.finding(Kind.PROMISE, null, sentence, verb, true);
        }
        Finding common = common(sentence, place);
        return common != null ? common : told(sentence, place, names);
    }

    private static Finding request(Sentence sentence, int place) {
        String word = sentence.at(place);
        if (RussianWords.AT_ONCE.contains(word)) {
            return null;
        }
        if (RussianVerbs.order(word)) {
            return RussianClause.finding(Kind.REQUEST, null, sentence, place, true);
        }
        boolean reminded =
                Set.of("забудь", "забудьте").contains(sentence.at(place - 1)) && "не".equals(sentence.at(place - 2));
        if (reminded && RussianClause.infinitive(sentence, place) == place) {
            return RussianClause.finding(Kind.REQUEST, null, sentence, place, true);
        }
        boolean can = Set.of("можешь", "можете", "сможешь", "сможете", "могли", "мог", "могла")
                .contains(word);
        int verb = can && sentence.question() ? RussianClause.infinitive(sentence, place + 1) : -1;
        return verb < 0 ? null : RussianClause.finding(Kind.REQUEST, null, sentence, verb, true);
    }

    /** What has to be done by somebody. */
    private static Finding common(Sentence sentence, int place) {
        String word = sentence.at(place);
        boolean need = RussianWords.NEEDS.contains(word);
        if (need || RussianWords.MUST.contains(word)) {
            boolean wish = need && (sentence.says(place + 1, "бы") || word.equals("стоит"));
            int verb = RussianClause.infinitive(sentence, place + 1);
            return verb < 0 ? null : RussianClause.finding(needed(sentence, place), null, sentence, verb, !wish);
        }
        if (word.equals("давайте") || word.equals("давай")) {
            int verb = RussianClause.skip(sentence, place + 1);
            return RussianVerbs.weWill(sentence.at(verb))
                    ? RussianClause.finding(Kind.NEED, null, sentence, verb, true)
                    : null;
        }
        return RussianVerbs.weWill(word) ? RussianClause.finding(Kind.NEED, null, sentence, place, false) : null;
    }

    /** "I need to" is a promise, "you need to" a request. */
    private static Kind needed(Sentence sentence, int place) {
        for (int i = place - 2; i <= place + 1; i++) {
            if (Set.of("мне", "я").contains(sentence.at(i))) {
                return Kind.PROMISE;
            }
            if (Set.of("тебе", "вам", "ты").contains(sentence.at(i))) {
                return Kind.REQUEST;
            }
        }
        return Kind.NEED;
    }

    private static Finding told(Sentence sentence, int place, Names names) {
        String word = sentence.at(place);
        if (RussianWords.PROMISED.contains(word)) {
            int verb = RussianClause.infinitive(sentence, place + 1);
            return verb < 0
                    ? null
                    : RussianClause.finding(Kind.RETOLD, names.personAt(sentence, place - 1), sentence, verb, true);
        }
        if (!RussianVerbs.heWill(word)) {
            return null;
        }
        String name = names.personAt(sentence, place - 1);
        name = name != null ? name : names.personAt(sentence, place + 1);
        return name == null ? null : RussianClause.finding(Kind.RETOLD, name, sentence, place, true);
    }

    @Override
    public Reply reply(Sentence sentence) {
        String first = sentence.at(0);
        if (first.equals("нет")
                || first.equals("уже")
                || sentence.says(0, "не", "могу")
                || sentence.says(0, "извини") && sentence.size() > 1) {
            return Reply.NO;
        }
        return YES.contains(first) || sentence.says(0, "без", "проблем") || takes(sentence) ? Reply.YES : Reply.NONE;
    }

    @Override
    public boolean takes(Sentence sentence) {
        int first = YES.contains(sentence.at(0)) && sentence.size() > 1 ? 1 : 0;
        boolean alone = sentence.size() - first == 1 && RussianVerbs.will(sentence.at(first));
        return alone || sentence.says(first, "это", "ко", "мне") || sentence.says(first, "на", "мне");
    }

    @Override
    public boolean withdraws(Sentence sentence) {
        return sentence.says(0, "шучу") || sentence.says(0, "хотя", "нет") || sentence.says(0, "а", "нет");
    }

    @Override
    public String plain(Word verb) {
        String infinitive = RussianVerbs.infinitive(verb.lower());
        return infinitive.equals(verb.lower()) ? verb.text() : infinitive;
    }

    @Override
    public boolean opens(Word word) {
        return YES.contains(word.lower())
                || Set.of("не", "но", "ну", "можно", "нет", "лучше").contains(word.lower());
    }

    @Override
    public boolean telling(Word word) {
        return !RussianWords.EMPTY.contains(word.lower()) && word.lower().length() > 1;
    }
}
