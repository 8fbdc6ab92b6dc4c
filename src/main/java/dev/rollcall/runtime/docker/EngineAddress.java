package dev.rollcall.runtime.docker;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;

/** Where a Docker Engine listens, as DOCKER_HOST says it. The JDK's own channels know both kinds, native image or not. */
sealed interface EngineAddress {

    /** A channel that is not connected yet. */
    SocketChannel open() throws IOException;

    /** Resolved anew for each connection. */
    SocketAddress socketAddress();

    /** For the HTTP header Host. */
    String host();

    record Unix(Path socket) implements EngineAddress {
        @Override
        public SocketChannel open() throws IOException {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        }

        @Override
        public SocketAddress socketAddress() {
            return UnixDomainSocketAddress.of(socket);
        }

        @Override
        public String host() {
            return "docker";
        }

        @Override
        public String toString() {
            return "unix://" + socket;
        }
    }

    record Tcp(String name, int port) implements EngineAddress {
        @Override
        public SocketChannel open() throws IOException {
            return SocketChannel.open().setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }

        @Override
        public SocketAddress socketAddress() {
            InetSocketAddress address = new InetSocketAddress(name, port);
            if (address.isUnresolved()) {
                throw new UnresolvedAddressException();
            }
            return address;
        }

        @Override
        public String host() {
            return name + ":" + port;
        }

        @Override
        public String toString() {
            return "tcp://" + host();
        }
    }

    /** @throws ConfigurationException with one sentence that names the forms there are */
    static EngineAddress of(String text) {
        String host = text.strip();
        if (host.startsWith("unix:///")) {
            return new Unix(Path.of(host.substring("unix://".length())));
        }
        if (host.startsWith("tcp://")) {
            try {
                URI uri = URI.create(host);
                if (uri.getHost() != null && uri.getPort() > 0) {
                    return new Tcp(uri.getHost(), uri.getPort());
                }
            } catch (IllegalArgumentException notAnAddress) {
                // Said below.
            }
        }
        throw new ConfigurationException("The Docker Engine's address '" + text
                + "' cannot be used: rollcall.docker.host (or DOCKER_HOST) is unix:///path or tcp://host:port.");
    }
}
