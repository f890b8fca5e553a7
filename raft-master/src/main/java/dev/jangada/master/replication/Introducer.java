package dev.jangada.master.replication;

import java.util.Collection;
import java.util.List;

/** Introduces this master to others. */
@FunctionalInterface
public interface Introducer {
    /** Greets the masters at these API addresses, and returns how those that answer at once introduce themselves. */
    List<Introduction> greet(Introduction self, Collection<String> addresses);

    /** For a master that has nobody to ask. */
    static Introducer none() {
        return (self, addresses) -> List.of();
    }
}
