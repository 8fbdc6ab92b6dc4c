package dev.rollcall.standing;

/** Nothing can be begun with what is stored of a bot. The message is for its operator. */
final class CannotConnect extends RuntimeException {

    private final String code;

    CannotConnect(String code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }
}
