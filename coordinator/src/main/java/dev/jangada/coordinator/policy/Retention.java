package dev.jangada.coordinator.policy;

import dev.jangada.coordinator.Command;
import dev.jangada.coordinator.state.ClusterState;
import dev.jangada.coordinator.state.Job;
import dev.jangada.coordinator.state.Worker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is kept no longer. Times are wall clock ms, as in the state.
 *
 * @param jobsKept how many ended jobs are kept in any case
 * @param jobsKeptMillis how long an ended job is kept at least, unless there are more than {@code jobsAtMost}
 * @param jobsAtMost how many ended jobs are kept at most
 * @param fencedKeptMillis how long a worker stays fenced before it is retired
 */
public record Retention(int jobsKept, long jobsKeptMillis, int jobsAtMost, long fencedKeptMillis) {
    /** 200 jobs and those of the last hour, but no more than 2,000; workers fenced for 10 minutes go. */
    public static final Retention DEFAULT = new Retention(200, 3_600_000, 2_000, 600_000);

    /** The jobs to forget, and the workers to retire. */
    public List<Command> outdated(ClusterState state, long nowMillis) {
        List<Command> commands = new ArrayList<>();
        forget(state, nowMillis, commands);
        for (Worker worker : state.workers()) {
            boolean unused = worker.live().isEmpty() && worker.neededOutputs() == 0;
            boolean goes = switch (worker.state()) {
                case ACTIVE, GONE -> false;
                case DRAINING -> unused;
                case FENCED -> nowMillis - worker.sinceMillis() > fencedKeptMillis;
            };
            if (goes) {
                commands.add(new Command.RetireWorker(worker.id()));
            }
        }
        return commands;
    }

    private void forget(ClusterState state, long nowMillis, List<Command> commands) {
        int ended = state.jobs().size() - state.liveJobs().size();
        if (ended <= jobsKept) {
            return;
        }
        List<Job> byEnd = new ArrayList<>(ended);
        for (Job job : state.jobs()) {
            if (job.isEnded()) {
                byEnd.add(job);
            }
        }
        byEnd.sort(Comparator.comparingLong(Job::endedMillis));
        for (int i = 0; i < ended - jobsKept; i++) {
            boolean old = nowMillis - byEnd.get(i).endedMillis() > jobsKeptMillis;
            if (old || ended - i > jobsAtMost) {
                commands.add(new Command.ForgetJob(byEnd.get(i).id()));
            }
        }
    }
}
