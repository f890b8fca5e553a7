package dev.jangada.worker.session;

import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.Directive;
import dev.jangada.protocol.v1.ErrorCode;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.Hello;
import dev.jangada.protocol.v1.LeaderMessage;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.Report;
import dev.jangada.protocol.v1.TaskStage;
import dev.jangada.protocol.v1.Welcome;
import dev.jangada.protocol.v1.WorkerDetails;
import dev.jangada.protocol.v1.WorkerMessage;
import dev.jangada.worker.attempt.AttemptNames;
import dev.jangada.worker.attempt.Outcomes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Drives a core and writes down, line by line, what goes in (">") and what comes out. */
final class CoreStory {

    private final StringBuilder transcript = new StringBuilder();
    private final WorkerCore core;

    CoreStory(String clusterId) {
        WorkerDetails details = WorkerDetails.newBuilder().setSlots(2).build();
        this.core = new WorkerCore(new WorkerCore.Self("w1", "i1", details), clusterId);
    }

    WorkerCore core() {
        return core;
    }

    static AttemptRef map(int index) {
        return AttemptNames.ref("job-1", TaskStage.MAP, index, 0);
    }

    static AttemptRef reduce(int index) {
        return AttemptNames.ref("job-1", TaskStage.REDUCE, index, 0);
    }

    static Outcome committed(AttemptRef attempt) {
        return Outcomes.committed(attempt, AttemptOutcome.getDefaultInstance());
    }

    CoreStory connect() {
        Hello hello = core.hello().getHello();
        line("> connect");
        String known = hello.getKnownJobsList().stream()
                .map(job -> job.getJob() + "@" + job.getMapOutputsVersion())
                .collect(Collectors.joining(" "));
        line("hello cluster=" + hello.getClusterId() + " epoch=" + hello.getEpoch() + " term=" + hello.getLastTerm()
                + " held=" + names(hello.getHeldList()) + " jobs=[" + known + "]");
        return this;
    }

    CoreStory welcome(long term, long epoch) {
        return welcome(term, epoch, "c1");
    }

    CoreStory welcome(long term, long epoch, String cluster) {
        line("> welcome term=" + term + " epoch=" + epoch + " cluster=" + cluster);
        return receive(LeaderMessage.newBuilder()
                .setTerm(term)
                .setWelcome(Welcome.newBuilder().setClusterId(cluster).setEpoch(epoch))
                .build());
    }

    CoreStory directive(long term, String what, Directive.Builder directive) {
        line("> term=" + term + " " + what);
        return receive(
                LeaderMessage.newBuilder().setTerm(term).setDirective(directive).build());
    }

    CoreStory refuse(ErrorCode code, String leader) {
        line("> refused " + code);
        return receive(LeaderMessage.newBuilder()
                .setRefused(
                        ErrorDetail.newBuilder().setCode(code).setMessage("no").setLeaderAddress(leader))
                .build());
    }

    private CoreStory receive(LeaderMessage message) {
        for (Instruction instruction : core.receive(message)) {
            instruction.accept(new Writer());
        }
        return this;
    }

    CoreStory started(AttemptRef attempt) {
        line("> started " + AttemptNames.text(attempt));
        core.started(attempt);
        return this;
    }

    CoreStory finished(Outcome outcome) {
        line("> finished " + AttemptNames.text(outcome.getAttempt()));
        core.finished(outcome).forEach(assignment -> new Instruction.Start(assignment).accept(new Writer()));
        return this;
    }

    CoreStory loseStream() {
        line("> stream lost");
        core.streamLost();
        return this;
    }

    CoreStory reports() {
        for (Optional<WorkerMessage> next = core.nextReport(); next.isPresent(); next = core.nextReport()) {
            write(next.get().getReport());
        }
        return this;
    }

    CoreStory heartbeat() {
        line("> heartbeat");
        core.heartbeat().ifPresent(message -> write(message.getReport()));
        return this;
    }

    private void write(Report report) {
        List<String> words = new ArrayList<>(List.of("report free=" + report.getFreeSlots()));
        if (report.getStartedCount() > 0) {
            words.add("started=" + names(report.getStartedList()));
        }
        report.getProgressList()
                .forEach(
                        progress -> words.add(AttemptNames.text(progress.getAttempt()) + "=" + progress.getFraction()));
        report.getPlanChunksList()
                .forEach(chunk -> words.add("splits@" + chunk.getFirstIndex() + "+" + chunk.getSplitsCount()));
        report.getOutcomesList()
                .forEach(
                        outcome -> words.add(AttemptNames.text(outcome.getAttempt()) + ":" + outcome.getOutcomeCase()));
        report.getLostOutputsList().forEach(lost -> words.add("lost " + AttemptNames.text(lost.getLost())));
        if (report.getDraining()) {
            words.add("draining");
        }
        line(String.join(" ", words));
    }

    private static String names(List<AttemptRef> attempts) {
        return attempts.stream().map(AttemptNames::text).toList().toString();
    }

    private void line(String text) {
        transcript.append(text).append('\n');
    }

    @Override
    public String toString() {
        return transcript.toString();
    }

    private final class Writer implements Instruction.Visitor {
        @Override
        public void attach(Instruction.Attach instruction) {
            line("attach" + (instruction.isNewEpoch() ? " anew" : ""));
        }

        @Override
        public void describe(Instruction.Describe instruction) {
            line("describe " + instruction.job().getJob());
        }

        @Override
        public void learn(Instruction.Learn instruction) {
            line("learn " + instruction.changes().getFromVersion() + ".."
                    + instruction.changes().getToVersion() + " with "
                    + instruction.changes().getWorkersCount() + " locations");
        }

        @Override
        public void start(Instruction.Start instruction) {
            line("start " + AttemptNames.text(instruction.assignment().getAttempt()));
        }

        @Override
        public void stop(Instruction.Stop instruction) {
            line("stop " + AttemptNames.text(instruction.attempt()));
        }

        @Override
        public void forget(Instruction.Forget instruction) {
            line("forget " + instruction.job());
        }

        @Override
        public void abandon(Instruction.Abandon instruction) {
            line("abandon epoch " + instruction.epoch());
        }

        @Override
        public void reconnect(Instruction.Reconnect instruction) {
            line("reconnect " + (instruction.isSameMaster() ? "to the same" : "elsewhere")
                    + (instruction.why().getLeaderAddress().isEmpty()
                            ? ""
                            : ", best to " + instruction.why().getLeaderAddress()));
        }

        @Override
        public void end(Instruction.End instruction) {
            line("end " + instruction.why().getCode());
        }
    }
}
