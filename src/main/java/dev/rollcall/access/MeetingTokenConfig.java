package dev.rollcall.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** What signs the tokens with which bots hand in transcripts and recordings. */
@ConfigMapping(prefix = "rollcall.bot")
public interface MeetingTokenConfig {

    /**
     * The secret that signs MeetingTokens. Set it to the ADMIN_TOKEN of a Vexa collector that takes the transcripts of
     * our bots. Default: derived from ROLLCALL_SECRET_KEY.
     */
    Optional<String> meetingTokenKey();
}
