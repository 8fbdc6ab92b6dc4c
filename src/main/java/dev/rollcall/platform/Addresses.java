package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.util.List;

/** What a name resolves to. */
public interface Addresses {

    /** All of them, never none; fails when there is no such name. */
    Uni<List<InetAddress>> of(String host);
}
