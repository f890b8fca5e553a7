package dev.jangada.worker.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which master to try next. In a round each master is tried at most once, the one that others name as the leader first;
 * so redirects never run in circles. Not thread-safe.
 */
final class MasterRing {

    private final List<String> configured;
    private final Set<String> masters;
    private final Set<String> tried = new HashSet<>();
    private @Nullable String hint;
    private int at;

    MasterRing(List<String> configured) {
        this.configured = List.copyOf(configured);
        this.masters = new LinkedHashSet<>(configured);
    }

    /** The masters that the leader knows of now are tried before those of the beginning, of which none may be left. */
    void learn(List<String> addresses) {
        masters.clear();
        addresses.stream().filter(address -> !address.isEmpty()).forEach(masters::add);
        masters.addAll(configured);
    }

    /** Somebody says that this is the leader. */
    void hint(String address) {
        if (!address.isEmpty()) {
            hint = address;
        }
    }

    /** Begins a round without a master that was just lost. */
    void beginWithout(String lost) {
        tried.clear();
        tried.add(lost);
    }

    /** The next master of the round; empty when it is over, after which another one begins. */
    Optional<String> next() {
        String named = hint;
        if (named != null && tried.add(named)) {
            hint = null;
            return Optional.of(named);
        }
        List<String> all = new ArrayList<>(masters);
        for (int i = 0; i < all.size(); i++) {
            String address = all.get((at + i) % all.size());
            if (tried.add(address)) {
                at = (at + i + 1) % all.size();
                return Optional.of(address);
            }
        }
        tried.clear();
        return Optional.empty();
    }

    /** All addresses, to ask for what any master may have. */
    List<String> all() {
        return List.copyOf(masters);
    }
}
