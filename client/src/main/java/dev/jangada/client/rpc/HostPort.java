package dev.jangada.client.rpc;

import java.util.Optional;

/**
 * An address as people write it, never resolved here.
 *
 * @param host a name or an IP address; IPv6 without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

    /** Checks the shape. */
    public HostPort {
        if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == ',')) {
            throw new IllegalArgumentException("'" + host + "' is not a host name");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(port + " is not a port: ports are 1 to 65535");
        }
    }

    /**
     * Reads {@code host:port} or {@code [ipv6]:port}.
     *
     * @throws IllegalArgumentException with a sentence that names the text
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' has no port: write host:port, such as 127.0.0.1:7101");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' has several colons: write host:port, or [address]:port for IPv6");
        }
        String number = text.substring(colon + 1);
        if (number.isEmpty() || number.length() > 5 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(
                    "'" + text + "' has '" + number + "' for a port: write host:port, such as 127.0.0.1:7101");
        }
        return new HostPort(host, Integer.parseInt(number));
    }

    /** The same for what a master said; empty if nobody could call it. */
    static Optional<HostPort> find(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
