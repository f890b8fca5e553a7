package dev.jangada.chaos.check;

/** What has to hold. */
public enum Check {
    /** A job that was acknowledged is never forgotten, and ends one way. */
    JOBS_KEPT('A', "every acknowledged job is there and comes to one end"),
    /** Nothing is missing, doubled or wrong in an output. */
    OUTPUT_RIGHT('B', "an output equals what a single process makes, record for record"),
    /** A repeated submit is the same job. */
    ONE_JOB_A_TOKEN('C', "at most one job for each token"),
    /** What a client was told at the end of a job stays so. */
    ENDS_ARE_FINAL('D', "the result of a job that has ended never changes"),
    /** All masters have the same state at the same place in the log. */
    REPLICAS_AGREE('E', "masters at the same log index have the same state hash"),
    /** Faults end, and work goes on soon after. */
    RECOVERS_IN_TIME('F', "the cluster is whole, and a new job done, within a bound after a fault"),
    /** Nothing is left of jobs that have ended. */
    NOTHING_LEAKS('G', "no process, file or slot is left behind"),
    /** A fault of the system, or of one job, fails no other job. */
    OTHERS_UNHARMED('H', "a job ends as its own code deserves, whatever else goes on");

    private final char letter;
    private final String meaning;

    Check(char letter, String meaning) {
        this.letter = letter;
        this.meaning = meaning;
    }

    /** A to H. */
    public char letter() {
        return letter;
    }

    /** What has to hold. */
    public String meaning() {
        return meaning;
    }

    @Override
    public String toString() {
        return letter + " (" + meaning + ")";
    }
}
