package dev.jangada.master.ratis;

import dev.jangada.master.replication.Introduction;
import dev.jangada.master.replication.Introduction.Acquaintance;
import dev.jangada.master.replication.MasterStartException;
import dev.jangada.master.replication.MasterStartException.Reason;
import java.util.Optional;

/**
 * Whether a master may take part with the disk that it has, judged by what another master remembers of it. A master that
 * has lost its disk, or got an old copy of it back, has forgotten for whom it voted and what it acknowledged; raft takes
 * it for its old self and can undo what was reported as safe. What nobody remembers, nobody can tell:
 * docs/operations.md says what that leaves.
 */
final class DiskCheck {
    private static final String REMEDY =
            ": replace it by a new master with another id and an empty directory (jangada masters replace)";

    private DiskCheck() {}

    /** Judges a master that is about to start. */
    static void beforeStart(Introduction self, Introduction other) throws MasterStartException {
        refuse(generation(self, other));
        Optional<Acquaintance> memory = other.known(self.master());
        if (memory.isPresent()) {
            refuse(disk(self, memory.get(), other));
            // Nobody has seen this start yet: whoever has seen as many knows a later copy of the disk.
            if (memory.get().boot() >= self.boot() || memory.get().index() > self.index()) {
                refuse(oldCopy(self, memory.get(), other));
            }
        }
    }

    /** Judges a master that runs; empty if nothing is wrong. */
    static Optional<MasterStartException> whileRunning(Introduction self, Introduction other) {
        Optional<MasterStartException> generation = generation(self, other);
        Optional<Acquaintance> memory = other.known(self.master());
        if (generation.isPresent() || memory.isEmpty()) {
            return generation;
        }
        Optional<MasterStartException> disk = disk(self, memory.get(), other);
        boolean isOld = memory.get().boot() > self.boot()
                || (memory.get().boot() == self.boot() && !memory.get().start().equals(self.start()));
        return disk.isEmpty() && isOld ? oldCopy(self, memory.get(), other) : disk;
    }

    /** Judges a master that has no disk yet. */
    static void beforeFirstStart(Introduction self, boolean founds, Introduction other) throws MasterStartException {
        if (other.known(self.master()).isPresent()) {
            throw new MasterStartException(
                    Reason.DISK_LOST,
                    "master " + other.master() + " knows a master " + self.master() + " of cluster " + self.cluster()
                            + " with another disk, so this one was lost, and must not come back empty under its old id"
                            + REMEDY);
        }
        if (founds && other.generation() > 0) {
            refuse(generation(self, other));
        }
    }

    private static void refuse(Optional<MasterStartException> objection) throws MasterStartException {
        if (objection.isPresent()) {
            throw objection.get();
        }
    }

    private static Optional<MasterStartException> generation(Introduction self, Introduction other) {
        return other.generation() <= self.generation()
                ? Optional.empty()
                : Optional.of(new MasterStartException(
                        Reason.LEFT_BEHIND,
                        "cluster " + self.cluster() + " was recovered without master " + self.master() + " (master "
                                + other.master() + " is of generation " + other.generation() + ", this one of "
                                + self.generation() + "), and goes on without it"
                                + ": add a new master with another id and an empty directory (jangada masters add)"));
    }

    private static Optional<MasterStartException> disk(Introduction self, Acquaintance memory, Introduction other) {
        return memory.disk().equals(self.disk())
                ? Optional.empty()
                : Optional.of(new MasterStartException(
                        Reason.DISK_LOST,
                        "master " + other.master() + " knows master " + self.master()
                                + " with another disk than the one it runs on" + REMEDY));
    }

    private static Optional<MasterStartException> oldCopy(Introduction self, Acquaintance memory, Introduction other) {
        return Optional.of(new MasterStartException(
                Reason.DISK_OLD,
                "the disk of master " + self.master() + " is an old copy (master " + other.master()
                        + " has seen it started " + memory.boot() + " times and with log entry " + memory.index()
                        + ", this is start " + self.boot() + " with entry " + self.index()
                        + "), so it has forgotten what it acknowledged" + REMEDY));
    }
}
