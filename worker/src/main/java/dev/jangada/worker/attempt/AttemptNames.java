package dev.jangada.worker.attempt;

import dev.jangada.api.JobId;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.TaskStage;
import java.util.Locale;

/** Attempts in words for people, and as parts of file names. */
public final class AttemptNames {

    private AttemptNames() {}

    /** For people and logs: {@code job-1/map/12/0}. */
    public static String text(AttemptRef attempt) {
        return attempt.getJob() + "/" + stage(attempt.getStage()) + "/" + attempt.getIndex() + "/"
                + attempt.getNumber();
    }

    /**
     * A file name within the job's directory: {@code map-12-0}.
     *
     * @throws IllegalArgumentException when the attempt is none that a master would name
     */
    public static String fileName(AttemptRef attempt) {
        check(attempt);
        return stage(attempt.getStage()) + "-" + attempt.getIndex() + "-" + attempt.getNumber();
    }

    /**
     * Makes sure that an attempt from the network has a job and a stage that are safe in paths.
     *
     * @throws IllegalArgumentException when it does not
     */
    public static AttemptRef check(AttemptRef attempt) {
        checkJob(attempt.getJob());
        if (attempt.getStage() == TaskStage.TASK_STAGE_UNSPECIFIED || attempt.getStage() == TaskStage.UNRECOGNIZED) {
            throw new IllegalArgumentException("the attempt of " + attempt.getJob() + " names no known stage");
        }
        if (attempt.getIndex() < 0 || attempt.getNumber() < 0) {
            throw new IllegalArgumentException("the attempt of " + attempt.getJob() + " has a negative number");
        }
        return attempt;
    }

    /**
     * Makes sure that a job's name from the network is safe in paths.
     *
     * @throws IllegalArgumentException when it is not
     */
    public static String checkJob(String job) {
        return new JobId(job).value();
    }

    /** The reference to an attempt. */
    public static AttemptRef ref(String job, TaskStage stage, int index, int number) {
        return AttemptRef.newBuilder()
                .setJob(job)
                .setStage(stage)
                .setIndex(index)
                .setNumber(number)
                .build();
    }

    private static String stage(TaskStage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }
}
