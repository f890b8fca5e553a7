package dev.jangada.chaos.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * iptables in the network namespace of a container, entered from the host with nsenter: the containers themselves need
 * neither the command nor the right. Rules are of the container's present run; they go when it ends. Needs root.
 */
final class Firewall {
    private static final int PATIENCE_SECONDS = 20;

    private final Engine engine;

    Firewall(Engine engine) {
        this.engine = engine;
    }

    /** What happens to a packet. */
    enum Fate {
        /** It is lost, and nobody is told. */
        DROPPED("-j DROP"),
        /** Three of ten are lost. */
        LOSSY("-m statistic --mode random --probability 0.3 -j DROP"),
        /** The connection is reset. */
        RESET("-p tcp -j REJECT --reject-with tcp-reset");

        private final String rule;

        Fate(String rule) {
            this.rule = rule;
        }
    }

    /** Lets something happen to what a container receives from an address. */
    void incoming(String container, String fromAddress, Fate fate) throws IOException, InterruptedException {
        rule(container, "INPUT", "-s", fromAddress, fate);
    }

    /** Lets something happen to what a container sends to an address. */
    void outgoing(String container, String toAddress, Fate fate) throws IOException, InterruptedException {
        rule(container, "OUTPUT", "-d", toAddress, fate);
    }

    private void rule(String container, String chain, String side, String address, Fate fate)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("-A", chain, side, address));
        words.addAll(List.of(fate.rule.split(" ")));
        iptables(container, words);
    }

    /** Takes all rules away; does nothing if the container does not run, for then it has none. */
    void clear(String container) throws IOException, InterruptedException {
        if (engine.pid(container) > 0) {
            iptables(container, List.of("-F"));
        }
    }

    private void iptables(String container, List<String> words) throws IOException, InterruptedException {
        long pid = engine.pid(container);
        if (pid <= 0) {
            throw new IOException(container + " does not run, so its links cannot be cut");
        }
        List<String> line = new ArrayList<>(List.of("nsenter", "-t", String.valueOf(pid), "-n", "iptables", "-w"));
        line.addAll(words);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", line) + " failed (" + said
                    + "): cutting links needs root, and nsenter and iptables on the host");
        }
    }
}
