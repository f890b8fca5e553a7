package dev.jangada.coordinator.state;

import dev.jangada.coordinator.JobSpec;

/** A stable hash of what a client asked for, to tell a repeated submit from another one. */
public final class SpecHash {
    private SpecHash() {}

    /** The hash of all parts of {@code spec}. */
    public static long of(JobSpec spec) {
        StableHash hash = new StableHash();
        addTo(hash, spec);
        return hash.value();
    }

    static void addTo(StableHash hash, JobSpec spec) {
        hash.add(spec.name()).add(spec.definition()).add(spec.artifacts().size());
        spec.artifacts().forEach(hash::add);
        hash.add(spec.arguments().size());
        for (JobSpec.Argument argument : spec.arguments()) {
            hash.add(argument.key()).add(argument.value());
        }
        hash.add(spec.inputs().size());
        for (JobSpec.Input input : spec.inputs()) {
            hash.add(input.path()).add(input.displayName());
        }
        hash.add(spec.output().isPresent()).add(spec.output().orElse(""));
        JobSpec.Options options = spec.options();
        hash.add(options.reducers())
                .add(options.overwrite())
                .add(options.failureBudget())
                .add(options.lossBudget());
    }
}
