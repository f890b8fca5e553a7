package dev.jangada.chaos.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a chaos run asks of a Docker engine. Containers are known by their names. Thread-safe. */
final class Engine implements AutoCloseable {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(90);
    private static final int LOG_SECONDS = 30;
    private static final int FREEZE_ATTEMPTS = 10;
    private static final long FREEZE_PAUSE_NANOS = 100_000_000;
    private static final long PERIOD_MICROS = 100_000;
    private static final long NO_LIMIT = -1;

    private final DockerClient docker;

    /** The engine that the environment names, or that of this machine. */
    Engine() {
        DefaultDockerClientConfig config =
                DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        docker = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .sslConfig(config.getSSLConfig())
                        .connectionTimeout(Duration.ofSeconds(10))
                        .responseTimeout(ANSWER_TIMEOUT)
                        .build());
    }

    /** A process of a container, by its number on the host. */
    record Running(long pid, long parent, String command) {}

    /** The version of the engine, which also shows that one answers. */
    String version() {
        return String.valueOf(docker.versionCmd().exec().getVersion());
    }

    boolean hasImage(String image) {
        return docker.listImagesCmd().withShowAll(false).exec().stream()
                .flatMap(found -> found.getRepoTags() == null
                        ? java.util.stream.Stream.empty()
                        : Arrays.stream(found.getRepoTags()))
                .anyMatch(tag -> tag.equals(image) || tag.equals(image + ":latest"));
    }

    void createNetwork(String name) {
        docker.createNetworkCmd().withName(name).withDriver("bridge").exec();
    }

    void removeNetwork(String name) {
        docker.removeNetworkCmd(name).exec();
    }

    /**
     * Makes a container, which does not run yet.
     *
     * @param network the network in which the others find it by its host name
     * @param binds directories of the host, as {@code HOST:CONTAINER}
     */
    void create(
            String name,
            String image,
            String hostname,
            String network,
            List<String> command,
            Map<String, String> environment,
            List<String> binds) {
        HostConfig host = HostConfig.newHostConfig()
                .withNetworkMode(network)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges:true"))
                .withBinds(binds.stream().map(Bind::parse).toArray(Bind[]::new));
        CreateContainerResponse unused = docker.createContainerCmd(image)
                .withName(name)
                .withHostName(hostname)
                .withAliases(hostname)
                .withCmd(command)
                .withEnv(environment.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList())
                .withHostConfig(host)
                .exec();
    }

    /** Starts a container; does nothing if it runs. */
    void start(String name) {
        try {
            docker.startContainerCmd(name).exec();
        } catch (NotModifiedException e) {
            return; // it runs
        }
    }

    /** SIGKILL, with everything in it; does nothing if it has ended. */
    void kill(String name) {
        if (isRunning(name)) {
            docker.killContainerCmd(name).exec();
        }
    }

    /** SIGTERM, and SIGKILL when it has not ended in time. */
    void stop(String name, Duration grace) {
        try {
            docker.stopContainerCmd(name).withTimeout((int) grace.toSeconds()).exec();
        } catch (NotModifiedException e) {
            return; // it does not run
        }
    }

    /** Freezes a container. Returns whether that went: the kernel gives up where too much is going on, and is asked again. */
    boolean pause(String name) {
        boolean isFrozen = false;
        for (int attempt = 0; !isFrozen && attempt < FREEZE_ATTEMPTS; attempt++) {
            try {
                docker.pauseContainerCmd(name).exec();
                isFrozen = true;
            } catch (InternalServerErrorException e) {
                if (!String.valueOf(e.getMessage()).contains("unable to freeze")) {
                    throw e;
                }
                LockSupport.parkNanos(FREEZE_PAUSE_NANOS);
            }
        }
        return isFrozen;
    }

    void unpause(String name) {
        docker.unpauseContainerCmd(name).exec();
    }

    void disconnect(String name, String network) {
        docker.disconnectFromNetworkCmd()
                .withContainerId(name)
                .withNetworkId(network)
                .withForce(true)
                .exec();
    }

    void connect(String name, String network, String alias) {
        docker.connectToNetworkCmd()
                .withContainerId(name)
                .withNetworkId(network)
                .withContainerNetwork(new ContainerNetwork().withAliases(alias))
                .exec();
    }

    /** Gives a container so much of one processor. */
    void limitCpu(String name, double processors) {
        docker.updateContainerCmd(name)
                .withCpuPeriod(PERIOD_MICROS)
                .withCpuQuota((long) (processors * PERIOD_MICROS))
                .exec();
    }

    void unlimitCpu(String name) {
        docker.updateContainerCmd(name).withCpuQuota(NO_LIMIT).exec();
    }

    boolean isRunning(String name) {
        return Boolean.TRUE.equals(inspect(name).getState().getRunning());
    }

    /** Its first process, as the host numbers it; 0 if it does not run. */
    long pid(String name) {
        Long pid = inspect(name).getState().getPidLong();
        return pid == null ? 0 : pid;
    }

    /** Its address in a network; empty if it has none at the moment. */
    String address(String name, String network) {
        ContainerNetwork found =
                inspect(name).getNetworkSettings().getNetworks().get(network);
        String address = found == null ? null : found.getIpAddress();
        return address == null ? "" : address;
    }

    private InspectContainerResponse inspect(String name) {
        return docker.inspectContainerCmd(name).exec();
    }

    /** The processes in a container. */
    List<Running> processes(String name) {
        String[][] rows = docker.topContainerCmd(name)
                .withPsArgs("-eo pid,ppid,args")
                .exec()
                .getProcesses();
        List<Running> processes = new ArrayList<>();
        for (String[] row : rows == null ? new String[0][] : rows) {
            processes.add(new Running(Long.parseLong(row[0].strip()), Long.parseLong(row[1].strip()), row[2].strip()));
        }
        return processes;
    }

    /** Writes what a container has said so far. */
    void writeLog(String name, Path file) throws IOException, InterruptedException {
        try (OutputStream out = Files.newOutputStream(file)) {
            ResultCallback.Adapter<Frame> writer = new ResultCallback.Adapter<>() {
                @Override
                public void onNext(Frame frame) {
                    try {
                        out.write(frame.getPayload());
                    } catch (IOException e) {
                        throw new UncheckedIOException("cannot write " + file, e);
                    }
                }
            };
            docker.logContainerCmd(name)
                    .withStdOut(true)
                    .withStdErr(true)
                    .exec(writer)
                    .awaitCompletion(LOG_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Removes a container, running or not; does nothing if there is none. */
    void remove(String name) {
        try {
            docker.removeContainerCmd(name)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (com.github.dockerjava.api.exception.NotFoundException e) {
            return; // that is what was asked for
        }
    }

    /** Whether an engine answers; empty if it does, else why not. */
    static String obstacle() {
        try (Engine engine = new Engine()) {
            String unused = engine.version();
            return "";
        } catch (IOException | DockerException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            return e.toString(); // the transport wraps what went wrong with the socket
        }
    }

    @Override
    public void close() throws IOException {
        docker.close();
    }
}
