package dev.jangada.master.ratis;

import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;

/** What comes from other masters passes here before the raft library sees it. */
final class RaftPort implements GrpcServices.Customizer {
    /**
     * A connection is given up by then, once nothing runs on it: only with a new one is the name looked up again. Streams
     * that are under way may go on for as long as they like.
     */
    private static final long CONNECTION_SECONDS = 5;

    private final RaftPeerId self;
    private final AtomicAppends appends = new AtomicAppends();

    RaftPort(RaftPeerId self) {
        this.self = self;
    }

    /** For the raft library, so that it has this port. */
    Parameters parameters() {
        Parameters parameters = new Parameters();
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, this);
        return parameters;
    }

    /** From now on, appends to this replica are guarded; it is not known yet when the port is made. */
    void guard(RaftServer.Division division) {
        appends.guard(division);
    }

    @Override
    public NettyServerBuilder customize(NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
        return builder.intercept(appends)
                .intercept(new CommitBounds())
                .intercept(new Recipients(self))
                .maxConnectionAge(CONNECTION_SECONDS, TimeUnit.SECONDS);
    }
}
