package dev.jangada.client;

import dev.jangada.api.JobDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run, on what, and where the result goes. Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * Job.of(WordCount.class).input("books").output("counts").reducers(4)
 * }</pre>
 */
public final class Job {
    private static final String BUILT_IN = "builtin:";

    private @Nullable Class<?> type;
    private @Nullable Path jar;
    private String definition;
    private String name;
    private List<Path> libraries = List.of();
    private List<String> inputs = List.of();
    private @Nullable String output;
    private SortedMap<String, String> arguments = new TreeMap<>();
    private int reducers;
    private boolean overwrite;
    private int attempts;
    private boolean backups = true;
    private @Nullable Duration attemptTimeout;
    private Duration deadline = Duration.ZERO;
    private int skippableRecords;
    private @Nullable String token;

    private Job(String definition, String name) {
        this.definition = definition;
        this.name = name;
    }

    private Job(Job from) {
        type = from.type;
        jar = from.jar;
        definition = from.definition;
        name = from.name;
        libraries = from.libraries;
        inputs = from.inputs;
        output = from.output;
        arguments = from.arguments;
        reducers = from.reducers;
        overwrite = from.overwrite;
        attempts = from.attempts;
        backups = from.backups;
        attemptTimeout = from.attemptTimeout;
        deadline = from.deadline;
        skippableRecords = from.skippableRecords;
        token = from.token;
    }

    /** The job that a class on this program's class path defines; its classes travel to the cluster by themselves. */
    public static Job of(Class<? extends JobDefinition> type) {
        Job job = new Job(type.getName(), simpleName(type.getName()));
        job.type = type;
        return job;
    }

    /** The job that a class in a jar defines. */
    public static Job jar(Path jar, String className) {
        Job job = new Job(className, simpleName(className));
        job.jar = jar;
        return job;
    }

    /** A job that comes with Jangada, such as {@code wordcount}. */
    public static Job builtIn(String name) {
        return new Job(BUILT_IN + name, name);
    }

    private static String simpleName(String className) {
        return className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    }

    private Job with(Consumer<Job> change) {
        Job copy = new Job(this);
        change.accept(copy);
        return copy;
    }

    /** Gives the job a name for people; without it, the class gives the name. */
    public Job named(String newName) {
        return with(job -> job.name = newName);
    }

    /** Adds an input: a file, a directory or a glob. */
    public Job input(String path) {
        return with(job -> job.inputs = append(inputs, path));
    }

    /** Adds an input. */
    public Job input(Path path) {
        return input(path.toString());
    }

    /** Sets the output directory, which must not exist yet. */
    public Job output(String path) {
        return with(job -> job.output = path);
    }

    /** Sets the output directory, which must not exist yet. */
    public Job output(Path path) {
        return output(path.toString());
    }

    /** Replaces an output that exists, once this job is published. */
    public Job overwrite() {
        return with(job -> job.overwrite = true);
    }

    /** Sets the number of reduce tasks, and so of parts; without it, the plan chooses. */
    public Job reducers(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("a job has at least 1 reducer, not " + number);
        }
        return with(job -> job.reducers = number);
    }

    /** Gives the job an argument. */
    public Job arg(String key, String value) {
        return with(job -> {
            job.arguments = new TreeMap<>(arguments);
            job.arguments.put(key, value);
        });
    }

    /** Adds a jar with classes that the job uses and the cluster does not have. */
    public Job library(Path path) {
        return with(job -> job.libraries = append(libraries, path));
    }

    /** Sets how often a task may be tried before the job fails; without it, the masters choose. */
    public Job attempts(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("a task has at least 1 attempt, not " + number);
        }
        return with(job -> job.attempts = number);
    }

    /** Never runs a second attempt beside a slow one, such as for user code that must not run twice at a time. */
    public Job withoutBackups() {
        return with(job -> job.backups = false);
    }

    /** Fails an attempt that makes no progress for so long, at least a second; zero: never. Without it, 10 minutes. */
    public Job attemptTimeout(Duration patience) {
        return with(job -> job.attemptTimeout = notNegative("the attempt timeout", patience));
    }

    /** Fails the job if it takes longer than this from its submission; zero: never. */
    public Job deadline(Duration limit) {
        return with(job -> job.deadline = notNegative("the deadline", limit));
    }

    /** Leaves out at most so many records of the whole job that its code fails on, instead of failing the job. */
    public Job skippableRecords(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a job may skip 0 records or more, not " + number);
        }
        return with(job -> job.skippableRecords = number);
    }

    private static Duration notNegative(String what, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(what + " is zero or more, not " + time);
        }
        return time;
    }

    /**
     * Makes the submit repeatable across processes: jobs submitted with the same token are one job. Without it, each
     * {@link Jangada#submit} is a job of its own.
     */
    public Job token(String unique) {
        return with(job -> job.token = unique);
    }

    private static <T> List<T> append(List<T> list, T item) {
        List<T> longer = new ArrayList<>(list);
        longer.add(item);
        return Collections.unmodifiableList(longer);
    }

    /** The defining class, if it is at hand. */
    public Optional<Class<?>> type() {
        return Optional.ofNullable(type);
    }

    /** The jar that holds the defining class, if one was named. */
    public Optional<Path> jar() {
        return Optional.ofNullable(jar);
    }

    /** The class name, or {@code builtin:NAME}. */
    public String definition() {
        return definition;
    }

    /** The name of the built-in job, if it is one. */
    public Optional<String> builtInName() {
        return definition.startsWith(BUILT_IN)
                ? Optional.of(definition.substring(BUILT_IN.length()))
                : Optional.empty();
    }

    /** The name for people. */
    public String name() {
        return name;
    }

    /** Jars beside the job's own classes. */
    public List<Path> libraries() {
        return libraries;
    }

    /** The inputs as given. */
    public List<String> inputs() {
        return inputs;
    }

    /** The output as given. */
    public Optional<String> outputPath() {
        return Optional.ofNullable(output);
    }

    /** The arguments. */
    public SortedMap<String, String> arguments() {
        return Collections.unmodifiableSortedMap(arguments);
    }

    /** The number of reduce tasks; 0 if left to the plan. */
    public int reducers() {
        return reducers;
    }

    /** Whether an existing output is replaced. */
    public boolean overwrites() {
        return overwrite;
    }

    /** Tries for each task; 0 if left to the masters. */
    public int attempts() {
        return attempts;
    }

    /** Whether a slow attempt may get a second one beside it. */
    public boolean backups() {
        return backups;
    }

    /** How long an attempt may make no progress, zero for ever; empty if left to the masters. */
    public Optional<Duration> attemptTimeout() {
        return Optional.ofNullable(attemptTimeout);
    }

    /** How long the job may take; zero for ever. */
    public Duration deadline() {
        return deadline;
    }

    /** How many records may be skipped. */
    public int skippableRecords() {
        return skippableRecords;
    }

    /** The token, if one was set. */
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    @Override
    public String toString() {
        return "Job[" + name + " by " + definition + "]";
    }
}
