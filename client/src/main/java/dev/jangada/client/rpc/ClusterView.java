package dev.jangada.client.rpc;

import dev.jangada.protocol.v1.RequestHeader;
import dev.jangada.protocol.v1.ResponseHeader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What this client has learned of its cluster: its id, how far its log has come, who leads and which masters there are.
 * Knowledge of the log never goes back. Thread-safe.
 */
final class ClusterView {
    private final String traceId;
    private final MasterAddresses configured;
    private Set<HostPort> masters;
    private String clusterId = "";
    private long seenIndex;
    private long seenTerm;
    private Optional<HostPort> leader = Optional.empty();

    ClusterView(MasterAddresses masters, String traceId) {
        this.configured = masters;
        this.masters = new LinkedHashSet<>(masters.addresses());
        this.traceId = traceId;
    }

    /** The header of the next request. */
    synchronized RequestHeader header() {
        return RequestHeader.newBuilder()
                .setClusterId(clusterId)
                .setTraceId(traceId)
                .setSeenIndex(seenIndex)
                .setSeenTerm(seenTerm)
                .build();
    }

    /** Learns from an answer of the leader. */
    synchronized void learn(HostPort from, ResponseHeader header) {
        leader = Optional.of(from);
        if (clusterId.isEmpty()) {
            clusterId = header.getClusterId();
        }
        if (header.getIndex() > seenIndex) {
            seenIndex = header.getIndex();
            seenTerm = header.getTerm();
        }
        if (header.getMasterAddressesCount() > 0) {
            masters = now(header.getMasterAddressesList());
            masters.add(from);
        }
    }

    /** The masters of today before those of the beginning, of which none may be left. */
    private Set<HostPort> now(List<String> addresses) {
        Set<HostPort> now = new LinkedHashSet<>();
        addresses.forEach(address -> HostPort.find(address).ifPresent(now::add));
        now.addAll(configured.addresses());
        return now;
    }

    synchronized void leads(HostPort master) {
        masters.add(master);
        leader = Optional.of(master);
    }

    /** The master that seems not to lead, or not to be there. */
    synchronized void doubt(HostPort master) {
        if (leader.equals(Optional.of(master))) {
            leader = Optional.empty();
        }
    }

    synchronized Optional<HostPort> leader() {
        return leader;
    }

    synchronized List<HostPort> masters() {
        return List.copyOf(masters);
    }
}
