package dev.jangada.coordinator;

import java.util.List;
import java.util.Optional;

/**
 * What a client asks to be run. Two submits with one token must carry equal specs.
 *
 * @param name for people
 * @param definition the class name of the job definition, or {@code builtin:NAME}
 * @param artifacts SHA-256 digests (lower-case hex) of the jars with the job's classes, in class path order
 * @param arguments the job's own arguments, in the order given
 * @param inputs files, directories or globs
 * @param output where the output is published; empty if the job writes none
 * @param options how to run it
 */
public record JobSpec(
        String name,
        String definition,
        List<String> artifacts,
        List<Argument> arguments,
        List<Input> inputs,
        Optional<String> output,
        Options options) {
    public JobSpec {
        artifacts = List.copyOf(artifacts);
        arguments = List.copyOf(arguments);
        inputs = List.copyOf(inputs);
    }

    /** One {@code --arg key=value}. */
    public record Argument(String key, String value) {}

    /**
     * One input.
     *
     * @param path absolute path, URI or glob
     * @param displayName the same as the user wrote it
     */
    public record Input(String path, String displayName) {}

    /**
     * How to run a job.
     *
     * @param reducers the number of reduce tasks; 0 leaves it to the plan
     * @param overwrite whether an existing output is replaced when the job is published
     * @param failureBudget how many attempts of one task may fail by the user's fault before the job fails; at least 1
     * @param lossBudget how many attempts of one task may be lost (worker gone, output lost) before the job fails
     * @param backups whether a slow attempt may get a second one beside it on another worker
     * @param attemptTimeoutMillis how long an attempt may make no progress before it fails; 0: for ever
     * @param deadlineMillis how long the job may take from its submission before it fails; 0: for ever
     * @param skippableRecords how many records that user code fails on the whole job may leave out; 0: none
     */
    public record Options(
            int reducers,
            boolean overwrite,
            int failureBudget,
            int lossBudget,
            boolean backups,
            long attemptTimeoutMillis,
            long deadlineMillis,
            int skippableRecords) {
        /** As long as Hadoop waits by default ({@code mapreduce.task.timeout}). */
        public static final long ATTEMPT_TIMEOUT_MILLIS = 600_000;

        public static final Options DEFAULT = new Options(0, false, 4, 100, true, ATTEMPT_TIMEOUT_MILLIS, 0, 0);

        /** With the default for all that is not given. */
        public Options(int reducers, boolean overwrite, int failureBudget, int lossBudget) {
            this(reducers, overwrite, failureBudget, lossBudget, true, ATTEMPT_TIMEOUT_MILLIS, 0, 0);
        }
    }
}
