package dev.jangada.chaos.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster that a chaos run breaks. Everything else about a run - jobs, schedule, checks, report - is the same whatever
 * the cluster is made of. Used by one thread, but for {@link #masterAddresses} and the paths.
 */
public interface ChaosTarget extends AutoCloseable {
    /** What it is, in a few words, for the report. */
    String description();

    /** Starts everything; returns once a leader has all workers. */
    void start() throws Exception;

    /** The ids of the masters. */
    List<String> masters();

    /** The ids of the workers. */
    List<String> workers();

    /** Where clients in this process find the masters. */
    String masterAddresses();

    /** A directory for inputs and outputs that this process and all workers see. */
    Path data();

    /** How workers call a file below {@link #data}. */
    default String inCluster(Path file) {
        return file.toString();
    }

    /** The kinds that it cannot do here, each with the reason. */
    Map<FaultKind, String> unavailable();

    /**
     * The kinds of a schedule, of which each comes once in every round: a kind that is there twice comes twice as often.
     */
    default List<FaultKind> round(Set<FaultKind> kinds) {
        return kinds.stream().sorted().toList();
    }

    /**
     * Begins a fault.
     *
     * @param roles who is who now
     * @return the fault, or empty if there is nothing it could hit at this moment
     */
    Optional<Injection> inject(PlannedFault fault, Roles roles) throws Exception;

    /**
     * What is left of jobs while none is live: staging directories, map outputs, processes of user code; a sentence each.
     */
    List<String> leftovers() throws IOException;

    /** Has every master that runs print to its log what its threads do, where that is possible. */
    default void printStacksOfMasters() {}

    /** Brings the logs of all processes into a directory. */
    void collectLogs(Path directory) throws IOException;

    /** Ends everything. Anything that cannot be ended is an error. */
    @Override
    void close() throws Exception;
}
