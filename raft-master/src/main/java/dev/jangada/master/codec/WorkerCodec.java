package dev.jangada.master.codec;

import dev.jangada.coordinator.WorkerProfile;
import dev.jangada.protocol.v1.WorkerDetails;

/** Converts what a worker says of itself. */
public final class WorkerCodec {
    private WorkerCodec() {}

    public static WorkerDetails encode(WorkerProfile profile) {
        return WorkerDetails.newBuilder()
                .setAddress(profile.address())
                .setMachine(profile.machine())
                .setDirectory(profile.directory())
                .setSlots(profile.slots())
                .setVersion(profile.version())
                .build();
    }

    public static WorkerProfile decode(WorkerDetails details) throws MalformedMessageException {
        return MalformedMessageException.checked(
                "worker details",
                () -> new WorkerProfile(
                        details.getAddress(),
                        details.getMachine(),
                        details.getDirectory(),
                        details.getSlots(),
                        details.getVersion()));
    }
}
