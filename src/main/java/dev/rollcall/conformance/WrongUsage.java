package dev.rollcall.conformance;

/** The command line cannot be carried out; the message is one sentence for whoever typed it. */
final class WrongUsage extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongUsage(String sentence) {
        super(sentence, null, false, false);
    }
}
