package dev.jangada.chaos.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A schedule as a small text file: one line a thing, so that it can be read, cut by hand and compared. */
public final class ScheduleText {
    private static final String HEADER = "jangada-sim 1";

    private ScheduleText() {}

    /** The text of {@code schedule}. */
    public static String write(Schedule schedule) {
        StringBuilder out = new StringBuilder(HEADER + "\n");
        out.append("seed ").append(schedule.seed()).append('\n');
        out.append("mode ").append(schedule.mode()).append('\n');
        out.append("masters ").append(schedule.masters()).append('\n');
        schedule.slots().forEach(slots -> out.append("worker ").append(slots).append('\n'));
        out.append("machines ").append(schedule.machines()).append('\n');
        out.append("snapshot-every ").append(schedule.snapshotEvery()).append('\n');
        for (JobPlan job : schedule.jobs()) {
            out.append(String.join(
                            " ",
                            "job",
                            Integer.toString(job.number()),
                            job.kind().name(),
                            Integer.toString(job.maps()),
                            Integer.toString(job.reduces()),
                            Long.toString(job.submitAt()),
                            Long.toString(job.cancelAt()),
                            Boolean.toString(job.publishes()),
                            Integer.toString(job.limits().failureBudget()),
                            Integer.toString(job.limits().lossBudget()),
                            Boolean.toString(job.limits().backups()),
                            Long.toString(job.limits().attemptTimeoutMillis()),
                            Long.toString(job.limits().deadlineMillis()),
                            Integer.toString(job.limits().skippableRecords())))
                    .append('\n');
        }
        for (Fault fault : schedule.faults()) {
            out.append(String.join(
                            " ",
                            "fault",
                            Long.toString(fault.at()),
                            fault.kind().name(),
                            Integer.toString(fault.target()),
                            Integer.toString(fault.other()),
                            Long.toString(fault.length())))
                    .append('\n');
        }
        new TreeMap<>(schedule.rates())
                .forEach((choice, rate) -> out.append("rate ")
                        .append(choice)
                        .append(' ')
                        .append(rate)
                        .append('\n'));
        if (schedule.isExplicit()) {
            out.append("explicit\n");
        }
        schedule.choices()
                .forEach((key, choice) -> out.append("choice ")
                        .append(choice)
                        .append(' ')
                        .append(Long.toHexString(key))
                        .append('\n'));
        return out.toString();
    }

    /** The schedule that {@code text} describes; lines that begin with # and empty lines say nothing. */
    public static Schedule read(String text) {
        Lines lines = new Lines();
        for (String line : text.split("\n")) {
            String clean = line.strip();
            if (!clean.isEmpty() && !clean.startsWith("#")) {
                lines.take(clean);
            }
        }
        return lines.schedule();
    }

    private static final class Lines {
        private long seed;
        private Schedule.Mode mode = Schedule.Mode.SAFETY;
        private int masters = 3;
        private int machines = 1;
        private int snapshotEvery;
        private boolean isExplicit;
        private final List<Integer> slots = new ArrayList<>();
        private final List<JobPlan> jobs = new ArrayList<>();
        private final List<Fault> faults = new ArrayList<>();
        private final Map<Choice, Double> rates = new TreeMap<>();
        private final Map<Long, Choice> choices = new LinkedHashMap<>();

        void take(String line) {
            if (line.equals(HEADER)) {
                return;
            }
            String[] words = line.split(" +");
            switch (words[0]) {
                case "seed" -> seed = Long.parseLong(words[1]);
                case "mode" -> mode = Schedule.Mode.valueOf(words[1]);
                case "masters" -> masters = Integer.parseInt(words[1]);
                case "worker" -> slots.add(Integer.parseInt(words[1]));
                case "machines" -> machines = Integer.parseInt(words[1]);
                case "snapshot-every" -> snapshotEvery = Integer.parseInt(words[1]);
                case "job" -> jobs.add(job(words));
                case "fault" ->
                    faults.add(new Fault(
                            Long.parseLong(words[1]),
                            Fault.Kind.valueOf(words[2]),
                            Integer.parseInt(words[3]),
                            Integer.parseInt(words[4]),
                            Long.parseLong(words[5])));
                case "rate" -> rates.put(Choice.valueOf(words[1]), Double.parseDouble(words[2]));
                case "explicit" -> isExplicit = true;
                case "choice" -> choices.put(Long.parseUnsignedLong(words[2], 16), Choice.valueOf(words[1]));
                default -> throw new IllegalArgumentException("a schedule has no line like '" + line + "'");
            }
        }

        private static JobPlan job(String[] words) {
            return new JobPlan(
                    Integer.parseInt(words[1]),
                    JobPlan.Kind.valueOf(words[2]),
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]),
                    Boolean.parseBoolean(words[7]),
                    new JobPlan.Limits(
                            Integer.parseInt(words[8]),
                            Integer.parseInt(words[9]),
                            Boolean.parseBoolean(words[10]),
                            Long.parseLong(words[11]),
                            Long.parseLong(words[12]),
                            Integer.parseInt(words[13])));
        }

        Schedule schedule() {
            return new Schedule(
                    seed, mode, masters, slots, machines, snapshotEvery, jobs, faults, rates, choices, isExplicit);
        }
    }
}
