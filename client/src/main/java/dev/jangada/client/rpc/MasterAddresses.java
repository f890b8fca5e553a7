package dev.jangada.client.rpc;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the masters of a cluster answer; one of them is enough to find the others.
 *
 * @param addresses at least one, without repetition, in the order given
 */
public record MasterAddresses(List<HostPort> addresses) {

    /** Copies the list. */
    public MasterAddresses {
        addresses = List.copyOf(new LinkedHashSet<>(addresses));
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no master is named: write host:port,host:port,...");
        }
    }

    /**
     * Reads {@code host:port,host:port,...}.
     *
     * @throws IllegalArgumentException with a sentence that names the wrong part
     */
    public static MasterAddresses parse(String text) {
        List<HostPort> addresses = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String address = part.strip();
            if (address.isEmpty()) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a list of masters: write host:port,host:port,... without gaps");
            }
            addresses.add(HostPort.parse(address));
        }
        return new MasterAddresses(addresses);
    }

    @Override
    public String toString() {
        return addresses.stream().map(HostPort::toString).collect(Collectors.joining(","));
    }
}
