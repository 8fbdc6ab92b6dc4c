package dev.rollcall.webhook;

import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.util.List;

/** What a name resolves to. */
interface Addresses {

    /** All of them, never none; fails when there is no such name. */
    Uni<List<InetAddress>> of(String host);
}
