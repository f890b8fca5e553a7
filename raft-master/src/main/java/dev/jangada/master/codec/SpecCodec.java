package dev.jangada.master.codec;

import dev.jangada.coordinator.JobSpec;
import dev.jangada.coordinator.state.Limits;
import dev.jangada.protocol.v1.Argument;
import dev.jangada.protocol.v1.InputPath;
import dev.jangada.protocol.v1.JobOptions;
import dev.jangada.protocol.v1.JobRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Converts what a client asks to be run. Bounds on sizes are checked where requests arrive, not here. */
public final class SpecCodec {
    private SpecCodec() {}

    public static JobRequest encode(JobSpec spec) {
        JobRequest.Builder request = JobRequest.newBuilder()
                .setName(spec.name())
                .setDefinition(spec.definition())
                .addAllArtifacts(spec.artifacts())
                .setOptions(encode(spec.options()));
        for (JobSpec.Argument argument : spec.arguments()) {
            request.addArguments(Argument.newBuilder().setKey(argument.key()).setValue(argument.value()));
        }
        for (JobSpec.Input input : spec.inputs()) {
            request.addInputs(InputPath.newBuilder().setPath(input.path()).setDisplayName(input.displayName()));
        }
        spec.output().ifPresent(request::setOutput);
        return request.build();
    }

    public static JobSpec decode(JobRequest request) throws MalformedMessageException {
        List<JobSpec.Argument> arguments = new ArrayList<>(request.getArgumentsCount());
        for (Argument argument : request.getArgumentsList()) {
            arguments.add(new JobSpec.Argument(argument.getKey(), argument.getValue()));
        }
        List<JobSpec.Input> inputs = new ArrayList<>(request.getInputsCount());
        for (InputPath input : request.getInputsList()) {
            inputs.add(new JobSpec.Input(input.getPath(), input.getDisplayName()));
        }
        JobSpec.Options options = decode(request.getOptions());
        return MalformedMessageException.checked(
                "job",
                () -> new JobSpec(
                        request.getName(),
                        request.getDefinition(),
                        request.getArtifactsList(),
                        arguments,
                        inputs,
                        request.hasOutput() ? Optional.of(request.getOutput()) : Optional.empty(),
                        options));
    }

    public static JobOptions encode(JobSpec.Options options) {
        return JobOptions.newBuilder()
                .setReducers(options.reducers())
                .setOverwrite(options.overwrite())
                .setFailureBudget(options.failureBudget())
                .setLossBudget(options.lossBudget())
                .setBackups(options.backups())
                .setAttemptTimeoutMillis(options.attemptTimeoutMillis())
                .setDeadlineMillis(options.deadlineMillis())
                .setSkippableRecords(options.skippableRecords())
                .build();
    }

    /** Numbers that Java takes for negative are beyond what the core can see, so they are refused here. */
    private static void number(String what, int unsigned, int most) throws MalformedMessageException {
        if (unsigned < 0) {
            throw new MalformedMessageException(
                    what + " is " + Integer.toUnsignedString(unsigned) + ": it must be 0 to " + most);
        }
    }

    private static void time(String what, long unsigned) throws MalformedMessageException {
        if (unsigned < 0) {
            throw new MalformedMessageException(
                    what + " is " + Long.toUnsignedString(unsigned) + ": it must be 0 to " + Limits.JOB_TIME_MILLIS);
        }
    }

    /** A budget of 0 and what is absent stand for their defaults. */
    public static JobSpec.Options decode(JobOptions options) throws MalformedMessageException {
        JobSpec.Options fallback = JobSpec.Options.DEFAULT;
        number("the number of reducers", options.getReducers(), Limits.REDUCES_PER_JOB);
        number("the failure budget", options.getFailureBudget(), Limits.BUDGET_PER_TASK);
        number("the loss budget", options.getLossBudget(), Limits.BUDGET_PER_TASK);
        number("the number of skippable records", options.getSkippableRecords(), Integer.MAX_VALUE);
        time("the attempt timeout in ms", options.getAttemptTimeoutMillis());
        time("the deadline in ms", options.getDeadlineMillis());
        return MalformedMessageException.checked(
                "job options",
                () -> new JobSpec.Options(
                        options.getReducers(),
                        options.getOverwrite(),
                        options.getFailureBudget() == 0 ? fallback.failureBudget() : options.getFailureBudget(),
                        options.getLossBudget() == 0 ? fallback.lossBudget() : options.getLossBudget(),
                        options.hasBackups() ? options.getBackups() : fallback.backups(),
                        options.hasAttemptTimeoutMillis()
                                ? options.getAttemptTimeoutMillis()
                                : fallback.attemptTimeoutMillis(),
                        options.getDeadlineMillis(),
                        options.getSkippableRecords()));
    }
}
