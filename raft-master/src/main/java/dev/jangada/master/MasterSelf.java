package dev.jangada.master;

import dev.jangada.master.ratis.RatisNode;
import dev.jangada.master.replication.Leadership;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.StateDigest;
import dev.jangada.protocol.v1.MasterInfo;
import java.util.function.Supplier;

/**
 * A master as it describes itself. The hash of the state costs time in proportion to the state, so it is made a few times
 * a second at most. Thread-safe.
 */
final class MasterSelf implements Supplier<MasterInfo> {
    private static final long HASH_KEPT_NANOS = 300_000_000;

    private final RatisNode replica;
    private final MasterAddress self;
    private final String version;
    private StateDigest digest;
    private long hashedAt;

    MasterSelf(RatisNode replica, MasterAddress self) {
        this.replica = replica;
        this.self = self;
        String packaged = MasterSelf.class.getPackage().getImplementationVersion();
        this.version = packaged == null ? "development" : packaged;
        this.digest = replica.stateDigest();
        this.hashedAt = System.nanoTime();
    }

    @Override
    public MasterInfo get() {
        Leadership here = replica.leadership();
        StateDigest state = digest();
        return MasterInfo.newBuilder()
                .setId(self.id())
                .setRole(here.role().name())
                .setApiAddress(self.apiAddress())
                .setRaftAddress(self.raftAddress())
                .setHttpAddress(self.httpAddress())
                .setTerm(here.term())
                .setAppliedIndex(state.index())
                .setCommitIndex(here.commitIndex())
                .setStateHash(state.hex())
                .setAlive(here.alive())
                .setVersion(version)
                .build();
    }

    private synchronized StateDigest digest() {
        if (System.nanoTime() - hashedAt > HASH_KEPT_NANOS) {
            digest = replica.stateDigest();
            hashedAt = System.nanoTime();
        }
        return digest;
    }
}
