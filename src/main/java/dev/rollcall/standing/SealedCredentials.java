package dev.rollcall.standing;

import dev.rollcall.platform.SealedColumn;
import jakarta.enterprise.context.ApplicationScoped;

/** Where credentials lie, sealed under the server's key. */
@ApplicationScoped
class SealedCredentials implements SealedColumn {

    static String of(long botId) {
        return "standing_bots/" + botId + "/credentials";
    }

    @Override
    public String table() {
        return "standing_bots";
    }

    @Override
    public String id() {
        return "id";
    }

    @Override
    public String column() {
        return "credentials";
    }

    @Override
    public String place(long id) {
        return SealedCredentials.of(id);
    }
}
