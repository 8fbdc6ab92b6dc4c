package dev.rollcall.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;

/** Makes keys of the form {@code vxa_<scope>_<32 letters and digits>}, about 190 bits of chance. */
@ApplicationScoped
class NewApiKey {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 32;

    // not static: a native image would bake its seed in
    private final SecureRandom random = new SecureRandom();

    /** The word in the key helps people to tell keys apart; what a key may do stands in the database. */
    String of(List<String> scopes) {
        String word = scopes.isEmpty() ? "full" : scopes.get(0);
        StringBuilder key = new StringBuilder("vxa_").append(word).append('_');
        for (int i = 0; i < LENGTH; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return key.toString();
    }
}
