package dev.jangada.master.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.jangada.master.FakeReplicatedCore;
import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.protocol.v1.DescribeRequest;
import dev.jangada.protocol.v1.MasterInfo;
import dev.jangada.protocol.v1.PeerGrpc;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerCallsIT {
    private static final MasterInfo SELF =
            MasterInfo.newBuilder().setId("m1").setRole("LEADER").build();

    /** A master that says who it is, whoever was meant. */
    private static final class Described extends PeerGrpc.PeerImplBase {
        private final String id;

        Described(String id) {
            this.id = id;
        }

        @Override
        public void describe(DescribeRequest request, StreamObserver<MasterInfo> call) {
            call.onNext(MasterInfo.newBuilder().setId(id).setRole("FOLLOWER").build());
            call.onCompleted();
        }
    }

    @Test
    void whoAnswersAtTheAddressOfAnotherMasterIsNotTakenForIt() throws Exception {
        FakeReplicatedCore core = new FakeReplicatedCore();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ApiServer server = ApiServer.start("m3", any, List.of(new Described("m3")));
                PeerCalls peers = new PeerCalls("test", core, () -> SELF)) {
            String address = "127.0.0.1:" + server.port();
            core.join(
                    new MasterAddress("m2", "127.0.0.1:1", address, ""),
                    new MasterAddress("m3", "127.0.0.1:2", address, ""));
            await().untilAsserted(() -> assertThat(peers.describeAll().get()) // the first call may take too long
                    .extracting(MasterInfo::getId, MasterInfo::getRole)
                    .containsExactly(tuple("m1", "LEADER"), tuple("m2", "UNREACHABLE"), tuple("m3", "FOLLOWER")));
        }
    }
}
