package dev.jangada.coordinator;

/**
 * A worker in one of its incarnations. With an attempt id it is the fencing token carried on every
 * write that a worker makes; a worker's epoch counts from 1.
 */
public record WorkerRef(WorkerId worker, long epoch) implements Comparable<WorkerRef> {
    @Override
    public int compareTo(WorkerRef other) {
        int byWorker = worker.compareTo(other.worker);
        return byWorker != 0 ? byWorker : Long.compare(epoch, other.epoch);
    }

    @Override
    public String toString() {
        return worker + "@" + epoch;
    }
}
