package dev.jangada.worker.executor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How child JVMs are started: with the java and the class path of this process.
 *
 * @param java the java command
 * @param classPath the class path, with the worker's own jars and nothing of users
 * @param heapBytes the child's heap
 * @param sharedArchive an archive of class data, which makes the start faster; absent if there is none
 * @param options further options of the JVM
 */
public record ChildLaunch(
        Path java,
        String classPath,
        long heapBytes,
        @Nullable String sharedArchive,
        List<String> options) {

    /** System property: the class path of children, if not that of this process. */
    public static final String CLASS_PATH_PROPERTY = "jangada.executor.classpath";
    /** System property: the archive of class data for children, if not that of this process. */
    public static final String ARCHIVE_PROPERTY = "jangada.executor.archive";

    private static final long LEAST_HEAP = 128L << 20;

    /** Copies the list. */
    public ChildLaunch {
        options = List.copyOf(options);
    }

    /** As this process was started, with system properties taking precedence. */
    public static ChildLaunch likeThisProcess(long heapBytes, List<String> options) {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        Path java = Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java");
        String classPath = System.getProperty(CLASS_PATH_PROPERTY, System.getProperty("java.class.path"));
        String archive = System.getProperty(ARCHIVE_PROPERTY, "");
        return new ChildLaunch(java, classPath, heapBytes, archive.isEmpty() ? ownArchive() : archive, options);
    }

    /** The archive that this process was started with. */
    private static @Nullable String ownArchive() {
        String option = "-XX:SharedArchiveFile=";
        return ProcessHandle.current().info().arguments().stream()
                .flatMap(Arrays::stream)
                .filter(argument -> argument.startsWith(option))
                .map(argument -> argument.substring(option.length()))
                .findFirst()
                .orElse(null);
    }

    /** The same with the heap of one of so many slots; user code often needs some whatever its share. */
    ChildLaunch forOneOf(int slots) {
        return new ChildLaunch(
                java, classPath, Math.max(Math.min(heapBytes, LEAST_HEAP), heapBytes / slots), sharedArchive, options);
    }

    /** The command line of one that warms up until it has a job, and keeps its files in a directory meanwhile. */
    List<String> spareCommand(int slots, Path logs, Path warmth) {
        List<String> command = command(slots, logs);
        command.add(warmth.toString());
        return command;
    }

    /** The command line. */
    List<String> command(int slots, Path logs) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.add("-Xmx" + (heapBytes >> 20) + "m");
        command.add(slots <= 2 ? "-XX:+UseSerialGC" : "-XX:+UseParallelGC");
        // Stdout is for frames, and a JVM writes its warnings there: one word of them would end the child.
        command.add("-XX:+DisplayVMOutputToStderr");
        command.add("-Xlog:disable");
        command.add("-Xlog:all=error:stderr");
        command.add("-XX:-UsePerfData");
        command.add("-XX:ErrorFile=" + logs.resolve("hs_err_%p.log"));
        if (sharedArchive != null) {
            command.add("-XX:SharedArchiveFile=" + sharedArchive);
            command.add("-Xshare:auto");
            command.add("-Xlog:cds*=off:stderr");
        }
        if (Runtime.version().feature() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        // A worker that is started anew may have another address: believe in names for a second, as the worker does.
        command.add("-Dsun.net.inetaddr.ttl=1");
        command.add("-Dnetworkaddress.cache.ttl=1");
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(ExecutorMain.class.getName());
        return command;
    }
}
