package dev.jangada.master.ratis;

import dev.jangada.master.replication.Leadership.MasterAddress;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Turns the tuning into the raft library's properties. Everything that matters is set here, defaults or not. */
final class RaftSettings {
    /** The largest encoded batch; the appender sends no larger entry. */
    static final int ENTRY_BYTES_MAX = 3 << 20;

    private static final int APPENDER_BYTES = 4 << 20;
    private static final int LOG_BUFFER_BYTES = APPENDER_BYTES + (1 << 20);
    private static final int OUTSTANDING_APPENDS = 16;

    private RaftSettings() {}

    static RaftProperties of(RatisConfiguration configuration, Path storage) {
        RaftProperties properties = new RaftProperties();
        RaftTuning tuning = configuration.tuning();
        RaftServerConfigKeys.setStorageDir(properties, List.of(storage.toFile()));
        RaftServerConfigKeys.setRemovedGroupsDir(properties, new File(storage.toFile(), "removed"));
        RaftServerConfigKeys.setStorageFreeSpaceMin(properties, size(tuning.freeSpaceMinBytes()));
        RaftServerConfigKeys.setCloseThreshold(properties, millis(tuning.closeAfterPause()));
        // A new master that does not answer for so long is not added; the default of some seconds is too short for one
        // that has just started on a busy machine.
        RaftServerConfigKeys.setStagingTimeout(properties, TimeDuration.valueOf(15, TimeUnit.SECONDS));
        setTimeouts(properties, tuning);
        setLog(properties, tuning);
        setSnapshots(properties, tuning);
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, false);
        // Only this process proposes, and it never asks the raft library to retry: request ids are in our own state.
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, TimeDuration.valueOf(10, TimeUnit.SECONDS));
        setTransport(properties, configuration);
        return properties;
    }

    private static void setTimeouts(RaftProperties properties, RaftTuning tuning) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(tuning.electionTimeoutMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(tuning.electionTimeoutMax()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, millis(tuning.firstElectionMin()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, millis(tuning.firstElectionMax()));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, TimeDuration.valueOf(1, TimeUnit.SECONDS));
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, millis(tuning.stepDownAfter()));
    }

    private static void setLog(RaftProperties properties, RaftTuning tuning) {
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, size(tuning.segmentBytes()));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, size(tuning.preallocatedBytes()));
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, size(LOG_BUFFER_BYTES));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, size(APPENDER_BYTES));
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, true);
        // The default waits 5 s after 30 failures, and not at all after 1,030.
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, "1ms,10, 200ms,2000000000");
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
        RaftServerConfigKeys.Log.setCorruptionPolicy(properties, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        // Otherwise a follower chains its appends by an update that may be applied twice: then the second fails,
        // and with it, for good, whatever is chained after it. Decision 26.
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, tuning.entriesKept());
        RaftServerConfigKeys.Log.setPurgeGap(properties, (int) Math.min(1024, tuning.snapshotEntries()));
    }

    private static void setSnapshots(RaftProperties properties, RaftTuning tuning) {
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, tuning.snapshotEntries());
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, tuning.snapshotsKept());
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, tuning.snapshotAtStop());
        RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(properties, false);
    }

    private static void setTransport(RaftProperties properties, RatisConfiguration configuration) {
        MasterAddress self = configuration.self();
        HostAndPort raft = HostAndPort.parse(self.raftAddress());
        String bindHost = configuration.bindHost();
        GrpcConfigKeys.Server.setHost(properties, bindHost == null ? raft.host() : bindHost);
        GrpcConfigKeys.Server.setPort(properties, raft.port());
        GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(properties, OUTSTANDING_APPENDS);
        // With a connection for heartbeats and one for entries, one may work and the other lead nowhere: decision 27.
        GrpcConfigKeys.Server.setHeartbeatChannel(properties, false);
        GrpcConfigKeys.Server.setBossGroupSize(properties, 1);
        GrpcConfigKeys.Server.setWorkerGroupSize(properties, 2);
        RaftServerConfigKeys.ThreadPool.setProxyCached(properties, true);
        RaftServerConfigKeys.ThreadPool.setServerCached(properties, true);
        RaftServerConfigKeys.ThreadPool.setClientCached(properties, true);
    }

    private static TimeDuration millis(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static SizeInBytes size(long bytes) {
        return SizeInBytes.valueOf(bytes);
    }
}
