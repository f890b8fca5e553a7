package dev.jangada.worker.attempt;

import dev.jangada.protocol.v1.AttemptFailure;
import dev.jangada.protocol.v1.AttemptOutcome;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.protocol.v1.Outcome;
import dev.jangada.protocol.v1.PoisonRecord;

/** Makes outcomes, within the bounds that the masters set for their texts. */
public final class Outcomes {

    /** The most characters of a failure's message. */
    public static final int MESSAGE_LENGTH = 2_000;
    /** The most characters of a failure's log tail. */
    public static final int LOG_TAIL_LENGTH = 8_000;
    /** The most characters of a reason or a cause. */
    public static final int REASON_LENGTH = 500;

    /** The most characters that say where a record is. */
    public static final int WHERE_LENGTH = 300;

    private Outcomes() {}

    /** The attempt succeeded. */
    public static Outcome committed(AttemptRef attempt, AttemptOutcome result) {
        return Outcome.newBuilder().setAttempt(attempt).setCommitted(result).build();
    }

    /** The attempt failed. */
    public static Outcome failed(AttemptRef attempt, FailureKind kind, String message, String logTail) {
        return failed(
                attempt,
                AttemptFailure.newBuilder()
                        .setKind(kind)
                        .setMessage(head(message, MESSAGE_LENGTH))
                        .setLogTail(tail(logTail, LOG_TAIL_LENGTH))
                        .build());
    }

    /** The attempt failed. */
    public static Outcome failed(AttemptRef attempt, AttemptFailure failure) {
        return Outcome.newBuilder().setAttempt(attempt).setFailed(failure).build();
    }

    /** The same failure, with the record that it was at. */
    public static Outcome at(Outcome failed, PoisonRecord record) {
        return failed.toBuilder()
                .setFailed(failed.getFailed().toBuilder().setRecord(record))
                .build();
    }

    /** The attempt was stopped without a result. */
    public static Outcome released(AttemptRef attempt, String why) {
        return Outcome.newBuilder()
                .setAttempt(attempt)
                .setReleased(head(why, REASON_LENGTH))
                .build();
    }

    /** The beginning of a text, never half a code point. */
    public static String head(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /** The end of a text, never half a code point. */
    public static String tail(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int start = text.length() - length;
        return text.substring(Character.isLowSurrogate(text.charAt(start)) ? start + 1 : start);
    }
}
