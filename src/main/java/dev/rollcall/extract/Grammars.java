package dev.rollcall.extract;

/** The grammar of each sentence. */
final class Grammars {

    private static final Grammar ENGLISH = new English();
    private static final Grammar RUSSIAN = new Russian();
    private static final Grammar NONE = new Unknown();

    private Grammars() {}

    static Grammar of(Sentence sentence) {
        return switch (sentence.language()) {
            case ENGLISH -> ENGLISH;
            case RUSSIAN -> RUSSIAN;
            case OTHER -> NONE;
        };
    }

    /** Finds nothing: a language without rules still has a summary. */
    private static final class Unknown implements Grammar {

        @Override
        public Finding at(Sentence sentence, int place, Names names) {
            return null;
        }

        @Override
        public Reply reply(Sentence sentence) {
            return Reply.NONE;
        }

        @Override
        public boolean takes(Sentence sentence) {
            return false;
        }

        @Override
        public boolean withdraws(Sentence sentence) {
            return false;
        }

        @Override
        public boolean opens(Word word) {
            return false;
        }

        @Override
        public boolean telling(Word word) {
            return word.lower().length() > 3;
        }

        @Override
        public Dates dates() {
            return new Dates() {
                @Override
                Due at(Place place, int from) {
                    return null;
                }

                @Override
                Due vague(Place place, int from) {
                    return null;
                }
            };
        }
    }
}
