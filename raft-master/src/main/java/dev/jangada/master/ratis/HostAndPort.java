package dev.jangada.master.ratis;

/** The two halves of {@code host:port}; an IPv6 address stands in brackets. */
record HostAndPort(String host, int port) {
    /** @throws IllegalArgumentException with a sentence for people */
    static HostAndPort parse(String address) {
        int colon = address.lastIndexOf(':');
        if (colon > 0) {
            String host = address.substring(0, colon);
            String digits = address.substring(colon + 1);
            if (digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= 65_535) {
                boolean bracketed = host.startsWith("[") && host.endsWith("]");
                return new HostAndPort(
                        bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(digits));
            }
        }
        throw new IllegalArgumentException("'" + address + "' is not an address: one looks like 127.0.0.1:7101");
    }
}
