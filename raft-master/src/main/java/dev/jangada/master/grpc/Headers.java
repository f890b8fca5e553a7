package dev.jangada.master.grpc;

import dev.jangada.master.replication.AppliedCore;
import dev.jangada.master.replication.Leadership;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.ReplicatedCore;
import dev.jangada.protocol.v1.ResponseHeader;

/** The headers of answers. */
final class Headers {
    private Headers() {}

    /** Of an answer that reflects the log up to a place. */
    static ResponseHeader at(String clusterId, ReplicatedCore core, AppliedCore.Place place) {
        Leadership here = core.leadership();
        return ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setTerm(place.term())
                .setIndex(Math.max(0, place.index()))
                .setLeaderId(here.leader().map(MasterAddress::id).orElse(""))
                .addAllMasterAddresses(here.masters().stream()
                        .map(MasterAddress::apiAddress)
                        .filter(address -> !address.isEmpty())
                        .toList())
                .build();
    }
}
