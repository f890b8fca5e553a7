package dev.jangada.master.codec;

import dev.jangada.coordinator.JobSpec;
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
                .build();
    }

    /** A budget of 0 stands for its default. */
    public static JobSpec.Options decode(JobOptions options) throws MalformedMessageException {
        JobSpec.Options fallback = JobSpec.Options.DEFAULT;
        if (options.getReducers() < 0 || options.getFailureBudget() < 0 || options.getLossBudget() < 0) {
            throw new MalformedMessageException("the numbers in a job's options must be below 2^31");
        }
        return MalformedMessageException.checked(
                "job options",
                () -> new JobSpec.Options(
                        options.getReducers(),
                        options.getOverwrite(),
                        options.getFailureBudget() == 0 ? fallback.failureBudget() : options.getFailureBudget(),
                        options.getLossBudget() == 0 ? fallback.lossBudget() : options.getLossBudget()));
    }
}
