package dev.rollcall.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tokens of your own login (JWT), accepted on {@code /api/v1} alone. Their {@code sub} is the {@code external_id} of a user.
 * Without a key none is accepted.
 */
@ConfigMapping(prefix = "rollcall.jwt")
interface BearerConfig {

    /** The secret that they are signed with by HS256: at least 32 characters. Then no other algorithm is accepted. */
    Optional<String> secret();

    /** The public key that checks their RS256, in PEM, 2048 bits or more. Then no other algorithm is accepted. */
    Optional<String> publicKey();

    /** Their {@code iss}. Default: not looked at. */
    Optional<String> issuer();

    /** Their {@code aud}: one of these has to be in it. Default: not looked at. */
    Optional<List<String>> audience();

    /** How far the clock of who signs them may be off. */
    @WithDefault("30s")
    Duration clockSkew();
}
