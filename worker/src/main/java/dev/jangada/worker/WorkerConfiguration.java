package dev.jangada.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The settings of a worker.
 *
 * @param id the worker's id, the same at each start; letters, digits, dots, dashes and underscores
 * @param masters addresses of masters, host:port; not all need be named
 * @param directory where it keeps its files
 * @param slots how many attempts run at once
 * @param listenHost the address that the shuffle port is bound to
 * @param listenPort the shuffle port; 0 for any
 * @param advertisedHost the name under which other workers find it; empty for {@code listenHost}
 * @param isInsecureNetworkAllowed whether it may be reachable from other machines without TLS
 * @param memoryBytes heap for attempts: of each child JVM, or of what this process may use for them
 * @param executor where user code runs
 * @param executorOptions further options for child JVMs
 * @param drainGrace how long a draining worker waits for what runs before it gives it back
 * @param machine the name of the machine: workers of the same name read each other's files; empty to find out
 * @param spareExecutors how many child JVMs are started before there is a job for them
 */
public record WorkerConfiguration(
        String id,
        List<String> masters,
        Path directory,
        int slots,
        String listenHost,
        int listenPort,
        String advertisedHost,
        boolean isInsecureNetworkAllowed,
        long memoryBytes,
        ExecutorKind executor,
        List<String> executorOptions,
        Duration drainGrace,
        String machine,
        int spareExecutors) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:/]+):(\\d{1,5})");
    private static final int MOST_SLOTS = 10_000;
    private static final int HIGHEST_PORT = 65_535;
    private static final long LEAST_MEMORY = 64L << 20;
    private static final int DEFAULT_SPARES = 1;
    private static final int MOST_SPARES = 100;
    private static final long DEFAULT_MEMORY_PER_SLOT = 384L << 20;

    /** Copies the lists. */
    public WorkerConfiguration {
        masters = List.copyOf(masters);
        executorOptions = List.copyOf(executorOptions);
    }

    /** The usual settings: a slot per processor, loopback, a child JVM per job. */
    public static WorkerConfiguration of(String id, List<String> masters, Path directory) {
        int slots = Math.max(1, Runtime.getRuntime().availableProcessors());
        return new WorkerConfiguration(
                id,
                masters,
                directory,
                slots,
                "127.0.0.1",
                0,
                "",
                false,
                DEFAULT_MEMORY_PER_SLOT * slots,
                ExecutorKind.CHILD_JVM,
                List.of(),
                Duration.ofSeconds(30),
                "",
                DEFAULT_SPARES);
    }

    /** The same in the caller's process: for embedded use. */
    public WorkerConfiguration inProcess(int slotCount) {
        return new WorkerConfiguration(
                id,
                masters,
                directory,
                slotCount,
                listenHost,
                listenPort,
                advertisedHost,
                isInsecureNetworkAllowed,
                Runtime.getRuntime().maxMemory(),
                ExecutorKind.IN_PROCESS,
                List.of(),
                drainGrace,
                machine,
                spareExecutors);
    }

    /** The same with another grace for draining. */
    public WorkerConfiguration drainGrace(Duration grace) {
        return new WorkerConfiguration(
                id,
                masters,
                directory,
                slots,
                listenHost,
                listenPort,
                advertisedHost,
                isInsecureNetworkAllowed,
                memoryBytes,
                executor,
                executorOptions,
                grace,
                machine,
                spareExecutors);
    }

    /** About how much heap the buffers of one attempt may take; as much is left to user code. */
    public long attemptMemoryBytes() {
        return Math.max(1 << 20, memoryBytes / 2 / slots);
    }

    /** What is wrong with the settings, a sentence each; empty if nothing. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!ID.matcher(id).matches()) {
            problems.add("The worker's id '" + id + "' must be 1 to 100 letters, digits, dots, dashes or underscores.");
        }
        if (masters.isEmpty()) {
            problems.add("No masters are named: give at least one as host:port.");
        }
        for (String master : masters) {
            var address = ADDRESS.matcher(master);
            if (!address.matches() || Integer.parseInt(address.group(2)) > HIGHEST_PORT) {
                problems.add("The master '" + master + "' must be given as host:port, such as 127.0.0.1:7500.");
            }
        }
        if (slots < 1 || slots > MOST_SLOTS) {
            problems.add("A worker has 1 to " + MOST_SLOTS + " slots, not " + slots + ".");
        }
        if (listenPort < 0 || listenPort > HIGHEST_PORT) {
            problems.add("A port is a number from 0 (any) to " + HIGHEST_PORT + ", not " + listenPort + ".");
        }
        if (memoryBytes < LEAST_MEMORY) {
            problems.add("A worker needs at least " + (LEAST_MEMORY >> 20) + " MiB of memory, not "
                    + (memoryBytes >> 20) + " MiB.");
        }
        if (spareExecutors < 0 || spareExecutors > MOST_SPARES) {
            problems.add("A worker has 0 to " + MOST_SPARES + " spare executors, not " + spareExecutors + ".");
        }
        checkListenHost(problems);
        return problems;
    }

    private void checkListenHost(List<String> problems) {
        try {
            InetAddress address = InetAddress.getByName(listenHost);
            if (!address.isLoopbackAddress() && !isInsecureNetworkAllowed) {
                problems.add("The worker would be reachable from other machines at " + listenHost
                        + " without encryption or authentication: listen on 127.0.0.1, or, in a network that you trust"
                        + " entirely, give --allow-plaintext-beyond-loopback.");
            }
            if (address.isAnyLocalAddress() && advertisedHost.isEmpty()) {
                problems.add("The worker listens on every address (" + listenHost
                        + "): say under which host name others find it.");
            }
        } catch (UnknownHostException e) {
            problems.add("The host " + listenHost + " to listen on is not known: give an address of this machine.");
        }
    }

    /** The name under which other workers find it. */
    String reachableHost() {
        return advertisedHost.isEmpty() ? listenHost : advertisedHost;
    }
}
