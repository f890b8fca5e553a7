package dev.jangada.client.shipping;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.api.plan.OutputFormat;
import dev.jangada.client.InvalidJobException;
import dev.jangada.client.InvalidJobException.Fault;
import dev.jangada.client.Job;
import dev.jangada.protocol.v1.Argument;
import dev.jangada.protocol.v1.InputPath;
import dev.jangada.protocol.v1.JobOptions;
import dev.jangada.protocol.v1.JobRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A job ready to be sent: checked by planning it here, with absolute paths and the classes that the cluster needs.
 *
 * @param request what to submit
 * @param artifacts jars by their digest, in class path order
 */
public record Shipment(JobRequest request, Map<String, byte[]> artifacts) {
    /** Classes are held in memory here and on every master: a jar beyond this is a mistake. */
    private static final long LARGEST_JAR = 256L << 20;

    /**
     * Checks and packs a job.
     *
     * @param embedded whether it is to run in this JVM, where the class path is at hand
     * @throws InvalidJobException when it cannot be run as described
     */
    public static Shipment of(Job job, boolean embedded) {
        checkFiles(job);
        JobPlan plan = plan(job);
        if (plan.readsInput() && job.inputs().isEmpty()) {
            throw new InvalidJobException(
                    Fault.REQUEST, job.name() + " reads input and was given none: name at least one INPUT", null);
        }
        if (plan.output() != OutputFormat.DISCARD && job.outputPath().isEmpty()) {
            throw new InvalidJobException(
                    Fault.REQUEST, job.name() + " writes output and was given no place: add --output DIR", null);
        }
        if (plan.output() == OutputFormat.DISCARD && job.outputPath().isPresent()) {
            throw new InvalidJobException(
                    Fault.REQUEST,
                    job.name() + " discards its output, so nothing would be written: leave out --output",
                    null);
        }
        Map<String, byte[]> artifacts = artifacts(job, embedded);
        return new Shipment(request(job, artifacts), artifacts);
    }

    private static void checkFiles(Job job) {
        job.jar().ifPresent(Shipment::checkJar);
        job.libraries().forEach(Shipment::checkJar);
    }

    private static void checkJar(Path jar) {
        if (!Files.isRegularFile(jar) || !Files.isReadable(jar)) {
            String what = Files.exists(jar) ? " is not a readable file" : " does not exist";
            throw new InvalidJobException(Fault.REQUEST, "the jar " + jar + what, null);
        }
        try {
            if (Files.size(jar) > LARGEST_JAR) {
                throw new InvalidJobException(
                        Fault.REQUEST,
                        "the jar " + jar + " is larger than " + (LARGEST_JAR >> 20)
                                + " MiB: leave out what belongs into the input",
                        null);
            }
        } catch (IOException e) {
            throw unreadable(jar, e);
        }
    }

    private static JobPlan plan(Job job) {
        Arguments arguments = Arguments.of(job.arguments());
        try {
            if (job.jar().isPresent()) {
                return JarDefinition.plan(job.jar().get(), job.libraries(), job.definition(), arguments);
            }
            return JobPlan.of(definingClass(job), arguments);
        } catch (JobDefinitionException e) {
            // A built-in job is well defined: what is wrong with it is how it was called.
            Fault fault = job.builtInName().isPresent() ? Fault.REQUEST : Fault.DEFINITION;
            throw new InvalidJobException(fault, job.name() + ": " + e.getMessage(), e);
        }
    }

    private static Class<?> definingClass(Job job) {
        return job.type().orElseGet(() -> BuiltInJobs.load(job.builtInName().orElse(job.definition())));
    }

    private static Map<String, byte[]> artifacts(Job job, boolean embedded) {
        Map<String, byte[]> artifacts = new LinkedHashMap<>();
        job.jar().ifPresent(jar -> put(artifacts, jar));
        if (!embedded && job.type().isPresent()) {
            for (Path location : ClassLocations.toShip(job.type().get())) {
                put(artifacts, location);
            }
        }
        job.libraries().forEach(library -> put(artifacts, library));
        return artifacts;
    }

    private static void put(Map<String, byte[]> artifacts, Path location) {
        try {
            byte[] bytes = Files.isDirectory(location) ? ClassDirectoryJar.of(location) : Files.readAllBytes(location);
            artifacts.put(digest(bytes), bytes);
        } catch (IOException e) {
            throw unreadable(location, e);
        }
    }

    private static InvalidJobException unreadable(Path location, IOException cause) {
        return new InvalidJobException(
                Fault.REQUEST, "cannot read the classes in " + location + ": " + cause.getMessage(), cause);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static JobRequest request(Job job, Map<String, byte[]> artifacts) {
        JobRequest.Builder request = JobRequest.newBuilder()
                .setName(job.name())
                .setDefinition(job.definition())
                .addAllArtifacts(artifacts.keySet())
                .setOptions(options(job));
        job.arguments()
                .forEach((key, value) ->
                        request.addArguments(Argument.newBuilder().setKey(key).setValue(value)));
        for (String input : job.inputs()) {
            request.addInputs(
                    InputPath.newBuilder().setPath(AbsolutePaths.of(input)).setDisplayName(input));
        }
        job.outputPath().ifPresent(output -> request.setOutput(AbsolutePaths.of(output)));
        return request.build();
    }

    private static JobOptions options(Job job) {
        JobOptions.Builder options = JobOptions.newBuilder()
                .setReducers(job.reducers())
                .setOverwrite(job.overwrites())
                .setFailureBudget(job.attempts())
                .setBackups(job.backups())
                .setDeadlineMillis(millis(job.deadline()))
                .setSkippableRecords(job.skippableRecords());
        job.attemptTimeout().ifPresent(patience -> options.setAttemptTimeoutMillis(millis(patience)));
        return options.build();
    }

    /** A time that no long holds is the longest one, which the masters refuse by name. */
    private static long millis(Duration time) {
        return TimeUnit.MILLISECONDS.convert(time);
    }
}
