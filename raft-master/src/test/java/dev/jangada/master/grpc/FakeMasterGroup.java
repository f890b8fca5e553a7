package dev.jangada.master.grpc;

import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.master.replication.MasterGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A group whose members answer as the test says, and whose changes end when the test says. */
final class FakeMasterGroup implements MasterGroup {
    final List<String> asked = new ArrayList<>();
    List<String> responding = List.of("m1", "m2", "m3");
    CompletableFuture<Void> change = new CompletableFuture<>();

    @Override
    public CompletableFuture<Void> addMaster(MasterAddress master) {
        asked.add("add " + master.id());
        return change;
    }

    @Override
    public CompletableFuture<Void> removeMaster(String id) {
        asked.add("remove " + id);
        return change;
    }

    @Override
    public List<String> responding() {
        return responding;
    }
}
