package dev.jangada.master;

import com.google.protobuf.ByteString;
import dev.jangada.master.leader.LeaderSession;
import dev.jangada.master.leader.WorkerChannel;
import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Directive;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.MapOutcome;
import dev.jangada.protocol.v1.Nothing;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.Part;
import dev.jangada.protocol.v1.Plan;
import dev.jangada.protocol.v1.PlanChunk;
import dev.jangada.protocol.v1.ReduceOutcome;
import dev.jangada.protocol.v1.Report;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.Welcome;
import dev.jangada.protocol.v1.WorkerDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A worker process with one stream to a leader, both without a network; does what the test says. */
public final class FakeWorker implements WorkerChannel {
    private final String id;
    private final String incarnation;
    private final int slots;
    private final List<LeaderMessage> heard = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Assignment> work = new LinkedBlockingQueue<>();
    private volatile Optional<ErrorDetail> refused = Optional.empty();
    private volatile boolean isOver;
    private volatile boolean isReady = true;
    private volatile long version;

    public FakeWorker(String id, String incarnation, int slots) {
        this.id = id;
        this.incarnation = incarnation;
        this.slots = slots;
    }

    /** A Hello of this process. */
    public Hello.Builder hello() {
        return Hello.newBuilder()
                .setWorker(id)
                .setIncarnation(incarnation)
                .setDetails(WorkerDetails.newBuilder()
                        .setAddress("127.0.0.1:1")
                        .setMachine("here")
                        .setDirectory("/tmp/" + id)
                        .setSlots(slots)
                        .setVersion("0"));
    }

    /** Attaches to {@code leader}. */
    public FakeWorker attach(LeaderSession leader) {
        leader.greeted(this, hello().build());
        return this;
    }

    /** Reports one outcome of an assignment, as its stage asks for: a plan of {@code maps} and {@code reduces}. */
    public static Report success(Assignment assignment, int maps, int reduces, long consumedVersion) {
        AttemptRef attempt = assignment.getAttempt();
        AttemptOutcome.Builder outcome = AttemptOutcome.newBuilder();
        Report.Builder report = Report.newBuilder();
        Part.Builder part = Part.newBuilder().setRecords(1).setBytes(1);
        switch (attempt.getStage()) {
            case PLAN -> {
                PlanChunk.Builder chunk = PlanChunk.newBuilder().setAttempt(attempt);
                for (int i = 0; i < maps; i++) {
                    chunk.addSplits(ByteString.copyFromUtf8("split " + i));
                }
                report.addPlanChunks(chunk);
                outcome.setPlanned(Plan.newBuilder()
                        .setMaps(maps)
                        .setReduces(reduces)
                        .setDeterministic(true)
                        .setPublishes(true)
                        .setInputFiles(1)
                        .setInputBytes(1));
            }
            case MAP -> {
                MapOutcome.Builder map = MapOutcome.newBuilder();
                if (reduces == 0) {
                    map.setPart(part.setName(String.format("part-m-%05d", attempt.getIndex())));
                } else {
                    map.setOutputBytes(1);
                }
                outcome.setMapped(map);
            }
            case REDUCE ->
                outcome.setReduced(ReduceOutcome.newBuilder()
                        .setPart(part.setName(String.format("part-r-%05d", attempt.getIndex())))
                        .setConsumedVersion(consumedVersion));
            default -> outcome.setDone(Nothing.getDefaultInstance());
        }
        return report.addOutcomes(Outcome.newBuilder()
                        .setAttempt(attempt)
                        .setCommitted(outcome)
                        .setRunMillis(1))
                .build();
    }

    /** The next assignment that was not taken yet; waits for it. */
    public Assignment next() throws InterruptedException {
        Assignment assignment = work.poll(10, java.util.concurrent.TimeUnit.SECONDS);
        if (assignment == null) {
            throw new AssertionError("no assignment came to " + id + ": " + heard);
        }
        return assignment;
    }

    /** The next assignment, reported as done. */
    public Assignment succeed(LeaderSession leader, int maps, int reduces) throws InterruptedException {
        Assignment assignment = next();
        leader.reported(this, success(assignment, maps, reduces, version));
        return assignment;
    }

    /** Assignments that were not taken yet. */
    public int waitingAssignments() {
        return work.size();
    }

    public List<Assignment> drain() {
        List<Assignment> all = new ArrayList<>();
        work.drainTo(all);
        return all;
    }

    /** The latest version of map outputs that it was told. */
    public long version() {
        return version;
    }

    public List<LeaderMessage> heard() {
        return heard;
    }

    public List<Directive> directives() {
        return heard.stream()
                .filter(LeaderMessage::hasDirective)
                .map(LeaderMessage::getDirective)
                .toList();
    }

    public List<Assignment> assigned() {
        return directives().stream().flatMap(d -> d.getAssignList().stream()).toList();
    }

    public List<AttemptRef> stopped() {
        return directives().stream().flatMap(d -> d.getStopList().stream()).toList();
    }

    public List<AttemptRef> settled() {
        return directives().stream().flatMap(d -> d.getSettledList().stream()).toList();
    }

    public List<String> forgotten() {
        return directives().stream()
                .flatMap(d -> d.getForgetJobsList().stream())
                .toList();
    }

    public boolean isFenced() {
        return directives().stream().anyMatch(Directive::getFenced);
    }

    public Optional<Welcome> welcome() {
        return heard.stream()
                .filter(LeaderMessage::hasWelcome)
                .map(LeaderMessage::getWelcome)
                .reduce((first, last) -> last);
    }

    public Optional<ErrorDetail> refused() {
        return refused;
    }

    public boolean isOver() {
        return isOver;
    }

    /** Whether it reads what it is told. */
    public void reads(boolean does) {
        isReady = does;
    }

    /** Whether {@code stage} is that of {@code assignment}. */
    public static boolean isOf(TaskStage stage, Assignment assignment) {
        return assignment.getAttempt().getStage() == stage;
    }

    @Override
    public boolean isReady() {
        return isReady;
    }

    @Override
    public void send(LeaderMessage message) {
        if (isOver) {
            return;
        }
        heard.add(message);
        message.getDirective().getMapOutputsList().forEach(outputs -> version = outputs.getToVersion());
        work.addAll(message.getDirective().getAssignList());
    }

    @Override
    public void receiveNext() {
        // the test reports when it likes
    }

    @Override
    public void refuse(ErrorDetail why) {
        refused = Optional.of(why);
        isOver = true;
    }

    @Override
    public void end() {
        isOver = true;
    }
}
