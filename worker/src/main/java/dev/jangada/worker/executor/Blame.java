package dev.jangada.worker.executor;

import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FailureKind;
import dev.jangada.worker.attempt.AttemptNames;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the death of a child means for each attempt that it held. The culprit is the one whose thread called exit or
 * exhausted the heap, or the only one whose user code ran. If there is none, those that ran are suspects; those that only
 * waited never are.
 *
 * @param death how the child ended
 * @param culprit whose doing it was, if that is known
 * @param suspects the attempts whose user code ran
 * @param isBeforeAnyBegan whether the child ended before it ran any user code
 */
record Blame(ChildDeath death, @Nullable AttemptRef culprit, Set<AttemptRef> suspects, boolean isBeforeAnyBegan) {

    Blame {
        suspects = Set.copyOf(suspects);
    }

    static Blame of(ChildDeath death, Set<AttemptRef> held, Set<AttemptRef> begun) {
        AttemptRef named = death.namedAttempt();
        AttemptRef culprit = null;
        if (named != null && held.contains(named)) {
            culprit = named;
        } else if (begun.size() == 1) {
            culprit = begun.iterator().next();
        }
        return new Blame(death, culprit, begun, begun.isEmpty());
    }

    /** The kind of the attempt's failure; empty if it goes back at no cost. */
    Optional<FailureKind> kind(AttemptRef victim) {
        if (culprit != null) {
            return culprit.equals(victim) ? Optional.of(FailureKind.EXECUTOR_DIED) : Optional.empty();
        }
        if (isBeforeAnyBegan) {
            return Optional.of(FailureKind.EXECUTOR_DIED);
        }
        return suspects.contains(victim) ? Optional.of(FailureKind.EXECUTOR_LOST) : Optional.empty();
    }

    /** The same for people. */
    String sentence(AttemptRef victim) {
        String ended = death.sentence(victim);
        if (culprit != null) {
            return culprit.equals(victim) || death.namedAttempt() != null
                    ? ended
                    : "the executor ended, in which only " + AttemptNames.text(culprit) + " ran: " + ended;
        }
        return suspects.contains(victim)
                ? ended + "; " + suspects.size() + " attempts ran in it, so that nobody knows by whose doing: each runs"
                        + " alone next"
                : ended;
    }
}
