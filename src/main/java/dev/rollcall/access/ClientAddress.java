package dev.rollcall.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;

/**
 * Whose requests are counted together when there is no key to tell: the address, as the proxy says it where
 * quarkus.http.proxy.* trusts one. Of IPv6 the network of 64 bits, since whoever has one address has all of it.
 */
final class ClientAddress {

    private static final int GROUPS_OF_NETWORK = 4;

    private ClientAddress() {}

    static String of(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        if (address == null || address.isDomainSocket()) {
            return "local";
        }
        return address.hostAddress() == null ? address.host() : network(address.hostAddress());
    }

    /** An address of IPv4 as it is; of IPv6, as Java writes it (eight groups, nothing left out), the first half. */
    static String network(String address) {
        String[] groups = address.split(":");
        if (groups.length != 8) {
            return address;
        }
        return String.join(":", Arrays.copyOf(groups, GROUPS_OF_NETWORK));
    }
}
