package dev.jangada.master.codec;

import dev.jangada.coordinator.AttemptResult;
import dev.jangada.coordinator.CounterSet;
import dev.jangada.coordinator.Failure;
import dev.jangada.coordinator.LogTail;
import dev.jangada.coordinator.PartFact;
import dev.jangada.coordinator.PlanSummary;
import dev.jangada.coordinator.PoisonRecord;
import dev.jangada.coordinator.Trouble;
import dev.jangada.protocol.v1.AttemptFailure;
import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.MapOutcome;
import dev.jangada.protocol.v1.Nothing;
import dev.jangada.protocol.v1.Part;
import dev.jangada.protocol.v1.Plan;
import dev.jangada.protocol.v1.ReduceOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Converts what attempts bring back: results with counters, parts and plans, and failures. */
public final class AttemptCodec {
    private AttemptCodec() {}

    public static AttemptOutcome encode(AttemptResult result) {
        AttemptOutcome.Builder outcome =
                AttemptOutcome.newBuilder().putAllCounters(result.counters().values());
        // No visitor: AttemptCodecTest fails for a result that is missing here.
        if (result instanceof AttemptResult.Planned planned) {
            outcome.setPlanned(encode(planned.plan()));
        } else if (result instanceof AttemptResult.Mapped mapped) {
            MapOutcome.Builder map = MapOutcome.newBuilder().setOutputBytes(mapped.outputBytes());
            mapped.part().map(AttemptCodec::encode).ifPresent(map::setPart);
            outcome.setMapped(map);
        } else if (result instanceof AttemptResult.Reduced reduced) {
            outcome.setReduced(ReduceOutcome.newBuilder()
                    .setPart(encode(reduced.part()))
                    .setConsumedVersion(reduced.consumedVersion()));
        } else if (result instanceof AttemptResult.Done) {
            outcome.setDone(Nothing.getDefaultInstance());
        } else {
            throw new IllegalStateException("no encoding for " + result.getClass());
        }
        return outcome.build();
    }

    public static AttemptResult decode(AttemptOutcome outcome) throws MalformedMessageException {
        CounterSet counters = decodeCounters(outcome);
        return switch (outcome.getResultCase()) {
            case PLANNED -> new AttemptResult.Planned(decode(outcome.getPlanned()));
            case MAPPED -> decode(counters, outcome.getMapped());
            case REDUCED ->
                new AttemptResult.Reduced(
                        counters,
                        decode(outcome.getReduced().getPart()),
                        outcome.getReduced().getConsumedVersion());
            case DONE -> new AttemptResult.Done();
            case RESULT_NOT_SET -> throw new MalformedMessageException("an attempt's outcome has no result");
        };
    }

    private static AttemptResult decode(CounterSet counters, MapOutcome mapped) throws MalformedMessageException {
        Optional<PartFact> part = mapped.hasPart() ? Optional.of(decode(mapped.getPart())) : Optional.empty();
        return new AttemptResult.Mapped(counters, notNegative("output_bytes", mapped.getOutputBytes()), part);
    }

    private static CounterSet decodeCounters(AttemptOutcome outcome) {
        return outcome.getCountersCount() == 0
                ? CounterSet.EMPTY
                : new CounterSet(new TreeMap<>(outcome.getCountersMap()));
    }

    public static Part encode(PartFact part) {
        return Part.newBuilder()
                .setName(part.name())
                .setRecords(part.records())
                .setBytes(part.bytes())
                .setCrc32C(part.crc32c())
                .build();
    }

    public static PartFact decode(Part part) throws MalformedMessageException {
        return new PartFact(
                part.getName(),
                notNegative("records", part.getRecords()),
                notNegative("bytes", part.getBytes()),
                part.getCrc32C());
    }

    public static Plan encode(PlanSummary plan) {
        return Plan.newBuilder()
                .setMaps(plan.maps())
                .setReduces(plan.reduces())
                .setDeterministic(plan.deterministic())
                .setPublishes(plan.publishes())
                .setShared(BlobCodec.encode(plan.shared()))
                .setInputFiles(plan.inputFiles())
                .setInputBytes(plan.inputBytes())
                .build();
    }

    /** Whether the plan's numbers make sense together is for the core to judge. */
    public static PlanSummary decode(Plan plan) throws MalformedMessageException {
        return MalformedMessageException.checked(
                "plan",
                () -> new PlanSummary(
                        plan.getMaps(),
                        plan.getReduces(),
                        plan.getDeterministic(),
                        plan.getPublishes(),
                        BlobCodec.decode(plan.getShared()),
                        plan.getInputFiles(),
                        plan.getInputBytes()));
    }

    public static AttemptFailure encode(Failure failure) {
        AttemptFailure.Builder encoded = AttemptFailure.newBuilder()
                .setKind(encode(failure.kind()))
                .setMessage(failure.message())
                .setLogTail(failure.logTail());
        failure.record().map(AttemptCodec::encode).ifPresent(encoded::setRecord);
        return encoded.build();
    }

    public static Failure decode(AttemptFailure failure) throws MalformedMessageException {
        Failure.Kind kind = decode(failure.getKind());
        Optional<PoisonRecord> record =
                failure.hasRecord() ? Optional.of(decode(failure.getRecord())) : Optional.empty();
        return MalformedMessageException.checked(
                "failure", () -> new Failure(kind, failure.getMessage(), failure.getLogTail(), record));
    }

    static dev.jangada.protocol.v1.LogTail encode(LogTail log) {
        return dev.jangada.protocol.v1.LogTail.newBuilder()
                .setAttempt(IdCodec.encode(log.attempt()))
                .setText(log.text())
                .build();
    }

    static List<LogTail> decodeLogs(List<dev.jangada.protocol.v1.LogTail> logs) throws MalformedMessageException {
        List<LogTail> decoded = new ArrayList<>(logs.size());
        for (dev.jangada.protocol.v1.LogTail log : logs) {
            decoded.add(new LogTail(IdCodec.decode(log.getAttempt()), log.getText()));
        }
        return decoded;
    }

    static dev.jangada.protocol.v1.PoisonRecord encode(PoisonRecord record) {
        return dev.jangada.protocol.v1.PoisonRecord.newBuilder()
                .setPosition(record.position())
                .setWhere(record.where())
                .build();
    }

    static PoisonRecord decode(dev.jangada.protocol.v1.PoisonRecord record) {
        return new PoisonRecord(record.getPosition(), record.getWhere());
    }

    /** Why a map output could not be read; what an old log does not say is that it is missing. */
    public static Trouble decode(dev.jangada.protocol.v1.Trouble trouble) {
        return switch (trouble) {
            case TROUBLE_UNSPECIFIED, TROUBLE_MISSING, UNRECOGNIZED -> Trouble.MISSING;
            case TROUBLE_CORRUPT -> Trouble.CORRUPT;
            case TROUBLE_UNREACHABLE -> Trouble.UNREACHABLE;
        };
    }

    static dev.jangada.protocol.v1.Trouble encode(Trouble trouble) {
        return switch (trouble) {
            case MISSING -> dev.jangada.protocol.v1.Trouble.TROUBLE_MISSING;
            case CORRUPT -> dev.jangada.protocol.v1.Trouble.TROUBLE_CORRUPT;
            case UNREACHABLE -> dev.jangada.protocol.v1.Trouble.TROUBLE_UNREACHABLE;
        };
    }

    public static FailureKind encode(Failure.Kind kind) {
        return switch (kind) {
            case USER_CODE -> FailureKind.USER_CODE;
            case EXECUTOR_DIED -> FailureKind.EXECUTOR_DIED;
            case PERMANENT -> FailureKind.PERMANENT;
            case ENVIRONMENT -> FailureKind.ENVIRONMENT;
            case FETCH -> FailureKind.FETCH;
            case TIMED_OUT -> FailureKind.TIMED_OUT;
            case EXECUTOR_LOST -> FailureKind.EXECUTOR_LOST;
        };
    }

    public static Failure.Kind decode(FailureKind kind) throws MalformedMessageException {
        return switch (kind) {
            case USER_CODE -> Failure.Kind.USER_CODE;
            case EXECUTOR_DIED -> Failure.Kind.EXECUTOR_DIED;
            case PERMANENT -> Failure.Kind.PERMANENT;
            case ENVIRONMENT -> Failure.Kind.ENVIRONMENT;
            case FETCH -> Failure.Kind.FETCH;
            case TIMED_OUT -> Failure.Kind.TIMED_OUT;
            case EXECUTOR_LOST -> Failure.Kind.EXECUTOR_LOST;
            case FAILURE_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedMessageException("a failure names no kind");
        };
    }

    private static long notNegative(String field, long value) throws MalformedMessageException {
        if (value < 0) {
            throw new MalformedMessageException(
                    field + " is " + Long.toUnsignedString(value) + ": it must be 0 to " + Long.MAX_VALUE);
        }
        return value;
    }
}
