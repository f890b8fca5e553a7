package dev.jangada.chaos.process;

import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import java.util.Optional;

/** How one kind of fault is done to processes. */
interface Breaker {
    /** Why it cannot be done on this machine; empty if it can. */
    default Optional<String> obstacle() {
        return Optional.empty();
    }

    /** Begins a fault; empty if there is nothing to hit at this moment, or the machine refuses. */
    Optional<Injection> begin(PlannedFault fault, Roles roles) throws Exception;
}
