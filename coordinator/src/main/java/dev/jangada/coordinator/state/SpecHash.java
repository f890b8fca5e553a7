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
        addPatience(hash, options);
    }

    /** Adds nothing for the defaults: the hashes of jobs forgotten before there were such options stay the same. */
    private static void addPatience(StableHash hash, JobSpec.Options options) {
        JobSpec.Options fallback = JobSpec.Options.DEFAULT;
        boolean isUsual = options.backups() == fallback.backups()
                && options.attemptTimeoutMillis() == fallback.attemptTimeoutMillis()
                && options.deadlineMillis() == fallback.deadlineMillis()
                && options.skippableRecords() == fallback.skippableRecords();
        if (!isUsual) {
            hash.add(options.backups()).add(options.attemptTimeoutMillis());
            hash.add(options.deadlineMillis()).add(options.skippableRecords());
        }
    }
}
