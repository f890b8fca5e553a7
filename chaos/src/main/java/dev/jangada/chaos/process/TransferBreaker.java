package dev.jangada.chaos.process;

import dev.jangada.chaos.fault.Injection;
import dev.jangada.chaos.fault.PlannedFault;
import dev.jangada.chaos.fault.Roles;
import dev.jangada.client.JangadaException;
import dev.jangada.client.rpc.MasterAddresses;
import dev.jangada.client.rpc.MasterClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Leadership is handed to a follower, by the command that operators use. */
final class TransferBreaker implements Breaker {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String addresses;

    TransferBreaker(String addresses) {
        this.addresses = addresses;
    }

    @Override
    public Optional<Injection> begin(PlannedFault fault, Roles roles) {
        List<String> followers = roles.followers();
        if (roles.leader().isEmpty() || followers.isEmpty()) {
            return Optional.empty();
        }
        String to = followers.get(fault.random().nextInt(followers.size()));
        String what = "leadership handed from " + roles.leader().get() + " to " + to;
        try (MasterClient client = new MasterClient(MasterAddresses.parse(addresses), PATIENCE)) {
            String leader = client.transferLeadership(to);
            return Optional.of(new Fault(what + "; " + leader + " leads", () -> {}));
        } catch (JangadaException e) {
            return Optional.of(new Fault(what + ", in vain: " + e.getMessage(), () -> {}));
        }
    }
}
