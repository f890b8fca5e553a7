package dev.jangada.client.cli;

import dev.jangada.client.InterruptedCallException;
import dev.jangada.client.cluster.ClusterPlan.MasterNode;
import dev.jangada.client.rpc.MasterClient;
import dev.jangada.protocol.v1.ChangeMastersResponse;
import dev.jangada.protocol.v1.MasterInfo;
import dev.jangada.protocol.v1.NewMaster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Changes the group of masters step by step, and says how far each step is. Every step may be repeated. */
final class GroupChange {
    private static final long POLL_MILLIS = 200;
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(30);

    private final MasterClient client;
    private final Console console;

    GroupChange(MasterClient client, Console console) {
        this.client = client;
        this.console = console;
    }

    /** Reads {@code ID=RAFT/API[/HTTP]}; anything else is a usage error. */
    static NewMaster newMaster(String text) {
        List<MasterNode> named;
        try {
            named = GroupSetting.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        if (named.size() != 1) {
            throw CommandException.usage("name one master: each is added by a command of its own");
        }
        MasterNode node = named.get(0);
        return NewMaster.newBuilder()
                .setId(node.id())
                .setRaftAddress(node.raft())
                .setApiAddress(node.api())
                .setHttpAddress(node.http())
                .build();
    }

    void add(NewMaster master) {
        follow(() -> client.addMaster(master));
        showMasters();
    }

    void remove(String master) {
        follow(() -> client.removeMaster(master));
        showMasters();
    }

    void replace(String old, NewMaster master) {
        if (old.equals(master.getId())) {
            throw CommandException.usage("the new master needs an id of its own: a master that lost its disk must not"
                    + " come back under its old id");
        }
        List<String> present = present();
        if (!present.contains(old) && !present.contains(master.getId())) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "there is no master " + old + " to replace: the masters are " + String.join(", ", present));
        }
        follow(() -> client.addMaster(master));
        follow(() -> client.removeMaster(old));
        showMasters();
    }

    private void follow(Supplier<ChangeMastersResponse> step) {
        String said = "";
        long saidAt = System.nanoTime();
        while (true) {
            ChangeMastersResponse now = step.get();
            if (!now.getState().equals(said)) {
                said = now.getState();
                saidAt = System.nanoTime();
                console.say(said);
            }
            if (now.getDone()) {
                return;
            }
            if (System.nanoTime() - saidAt > LONGEST_STANDSTILL.toNanos()) {
                throw new CommandException(
                        ExitCode.TIMED_OUT,
                        "nothing has changed for " + LONGEST_STANDSTILL.toSeconds() + " s (" + said
                                + "); this command can be repeated");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedCallException("a change of the masters, which goes on by itself");
            }
        }
    }

    private List<String> present() {
        return client.masterList().getMastersList().stream()
                .map(MasterInfo::getId)
                .toList();
    }

    private void showMasters() {
        console.out().println("the masters are " + String.join(", ", present()));
        console.out().flush();
    }
}
