package dev.jangada.client.cli;

import dev.jangada.master.ratis.Recovery;
import dev.jangada.master.replication.MasterStartException;
import java.io.IOException;
import java.nio.file.Path;

/** Recovers a cluster from the loss of its majority, on the directory of a master that is left. */
final class RecoverMaster {
    private final Console console;

    RecoverMaster(Console console) {
        this.console = console;
    }

    void run(Path directory, boolean accepted) {
        try (Recovery recovery = Recovery.prepare(directory)) {
            explain(recovery);
            if (!accepted) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "nothing was changed: compare the last log entry with that of the other masters that are left, use"
                                + " the one with the highest, and repeat this there with --accept-data-loss");
            }
            recovery.run();
            console.out()
                    .println(recovery.master() + " is the only master of cluster " + recovery.cluster()
                            + " now, in generation "
                            + recovery.generation() + ": start it as before, and add new masters with"
                            + " jangada masters add");
            console.out().flush();
        } catch (MasterStartException e) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "the recovery in " + directory + " stopped half way (" + e.getMessage()
                            + "): the master does not start until it is repeated with success",
                    e);
        }
    }

    private void explain(Recovery recovery) {
        String others = recovery.others().isEmpty() ? "no others" : String.join(", ", recovery.others());
        console.say("the log of master " + recovery.master() + " of cluster " + recovery.cluster() + " ends with entry "
                + recovery.lastIndex() + " of term " + recovery.lastTerm());
        console.say(
                "what the masters acknowledged after that entry is LOST: jobs that were submitted since are unknown,"
                        + " and work that was done since is done again");
        console.say("the masters " + others
                + " are given up, and never come back: stop them, and delete their directories");
    }
}
