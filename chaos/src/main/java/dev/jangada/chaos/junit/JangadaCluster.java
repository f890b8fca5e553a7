package dev.jangada.chaos.junit;

import dev.jangada.chaos.check.Expectation;
import dev.jangada.chaos.check.Findings;
import dev.jangada.chaos.check.JobLedger;
import dev.jangada.chaos.cluster.ProcessCluster;
import dev.jangada.chaos.hook.Hook;
import dev.jangada.chaos.hook.HookFile;
import dev.jangada.chaos.process.NodeDisks;
import dev.jangada.chaos.proxy.LinkRule;
import dev.jangada.chaos.proxy.Proxies;
import dev.jangada.client.Jangada;
import dev.jangada.client.Job;
import dev.jangada.client.JobHandle;
import dev.jangada.client.JobStatus;
import dev.jangada.client.cluster.LocalCluster;
import dev.jangada.client.cluster.NodeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A cluster of real processes for the tests of a class (a static field) or for one test (an instance field):
 *
 * <pre>{@code
 * @RegisterExtension
 * static final JangadaCluster cluster = JangadaCluster.of(3, 2);
 *
 * @Test
 * void survivesItsLeader() {
 *     JobHandle job = cluster.submit(Job.of(MyJob.class).input(input).output(output));
 *     cluster.kill(cluster.leader());
 *     job.await();
 * }
 * }</pre>
 *
 * <p>After each test everything is mended, and what must hold in any case is checked: jobs that were submitted by {@link
 * #submit} are there, end, and end once; masters agree; nothing is left behind. Whether an output is right is for the
 * test to say. When a test fails, the logs stay where the failure says. Needs Linux; used by one test at a time.
 */
public final class JangadaCluster
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final int masters;
    private final int workers;
    private final int slots;
    private final String executor;
    private final UnaryOperator<NodeOptions> launch;
    private final boolean haveDisks;
    private Optional<RunningCluster> running = Optional.empty();
    private boolean isShared;

    private JangadaCluster(
            int masters,
            int workers,
            int slots,
            String executor,
            UnaryOperator<NodeOptions> launch,
            boolean haveDisks) {
        this.masters = masters;
        this.workers = workers;
        this.slots = slots;
        this.executor = executor;
        this.launch = launch;
        this.haveDisks = haveDisks;
    }

    /**
     * So many masters, 1, 3 or 5, and so many workers, with two slots each. Their JVMs compile with C1 only: a test starts
     * many and lets none run for long.
     */
    public static JangadaCluster of(int masters, int workers) {
        return new JangadaCluster(
                masters, workers, 2, "process", options -> options.withJvm("-XX:TieredStopAtLevel=1"), false);
    }

    /** The same with so many slots in each worker. */
    public JangadaCluster slots(int number) {
        return new JangadaCluster(masters, workers, number, executor, launch, haveDisks);
    }

    /** The same with user code in the JVMs of the workers, which starts sooner and tests less. */
    public JangadaCluster inProcess() {
        return new JangadaCluster(masters, workers, slots, "in-process", launch, haveDisks);
    }

    /** The same with processes started differently, such as with other JVM options. */
    public JangadaCluster launchedWith(UnaryOperator<NodeOptions> change) {
        return new JangadaCluster(
                masters, workers, slots, executor, options -> change.apply(launch.apply(options)), haveDisks);
    }

    /** The same with a disk of its own for each node, where {@link NodeDisks#obstacle} does not say that there is none. */
    public JangadaCluster ownDisks() {
        return new JangadaCluster(masters, workers, slots, executor, launch, true);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        isShared = true;
        start();
    }

    private void start() throws IOException {
        LocalCluster.Size size = new LocalCluster.Size(masters, workers, slots, executor);
        running = Optional.of(RunningCluster.start(new ProcessCluster.Form(size, true, launch), haveDisks));
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!isShared) {
            start();
        }
        running()
                .begin(AnnotationSupport.findAnnotation(context.getElement(), Chaos.class)
                        .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), Chaos.class)));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            running().end(context.getExecutionException());
        } finally {
            if (!isShared) {
                stop();
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        stop();
    }

    private void stop() throws Exception {
        if (running.isPresent()) {
            running.get().close();
        }
        running = Optional.empty();
    }

    private RunningCluster running() {
        return running.orElseThrow(() -> new IllegalStateException(
                "the cluster does not run: it has to be a field with @RegisterExtension, and runs during tests"));
    }

    private ProcessCluster processes() {
        return running().processes();
    }

    /** A client of this cluster; ends with it. */
    public Jangada client() {
        return running().client();
    }

    /** The addresses for {@link Jangada#connect(String)}. */
    public String masterAddresses() {
        return processes().masterAddresses();
    }

    /** A directory for inputs and outputs; as all else, it is deleted after the tests unless one fails. */
    public Path data() {
        return running().data();
    }

    /** Submits a job, and watches over it until the end of the test. */
    public JobHandle submit(Job job) {
        return submit(job, Expectation.anyEnd());
    }

    /** The same, and its end is judged as well. */
    public JobHandle submit(Job job, Expectation expectation) {
        String token = job.token().orElseGet(() -> job.name() + "-" + UUID.randomUUID());
        JobLedger ledger = running().ledger();
        ledger.expect(token, expectation, job.outputPath().map(Path::of));
        JobHandle handle = client().submit(job.named(token).token(token));
        ledger.acknowledged(token, handle.id());
        return handle;
    }

    /** Submits a job and waits for its success. */
    public JobStatus run(Job job) {
        return submit(job).await(PATIENCE);
    }

    /** The ids of the masters: m1, m2 and so on. */
    public List<String> masters() {
        return processes().masters();
    }

    /** The ids of the workers: w1, w2 and so on. */
    public List<String> workers() {
        return processes().workers();
    }

    /** The master that leads; waits for one. */
    public String leader() {
        return running()
                .await("a master leads", () -> processes().health().roles().leader(), PATIENCE);
    }

    /** The masters that do not lead. */
    public List<String> followers() {
        String leader = leader();
        return masters().stream().filter(master -> !master.equals(leader)).toList();
    }

    /** Ends a node by SIGKILL. */
    public void kill(String node) {
        processes().kill(node);
    }

    /** Tells a node to end (SIGTERM), and does not wait for that. */
    public void terminate(String node) {
        processes().terminate(node);
    }

    /** Starts a node that was killed or has ended, with the data it has. */
    public void start(String node) {
        processes().launch(node);
    }

    /** Ends a node by SIGKILL and starts it again. */
    public void restart(String node) {
        kill(node);
        start(node);
    }

    /** Makes a node stand still, as by SIGSTOP. */
    public void pause(String node) {
        processes().pause(node);
    }

    /** Lets it go on. */
    public void resume(String node) {
        processes().resume(node);
    }

    /** Cuts a node off from some others, in both directions; clients still reach it. */
    public void cutOff(String node, List<String> from) {
        links().between(List.of(node), from, LinkRule.HOLD);
    }

    /** Cuts a node off from all others; clients still reach it. */
    public void cutOff(String node) {
        processes().isolate(node);
    }

    /** Lets all links carry everything again. */
    public void heal() {
        links().heal();
    }

    /** The links between nodes, for everything that can be done to them. */
    public Proxies links() {
        return processes().links();
    }

    /** Makes something happen at a method of a node; returns once the node knows. */
    public void hook(String node, Hook hook) {
        HookFile file = processes().hooks(node);
        file.add(hook);
        if (processes().pid(node).isPresent()) {
            awaitThat(node + " knows the hook " + hook, file::isArmed);
        }
    }

    /** Waits until a node has reached a hook. */
    public void awaitReached(String node, Hook hook) {
        HookFile file = processes().hooks(node);
        awaitThat(node + " reaches " + hook, () -> file.timesReached(hook) > 0);
    }

    /** Lets threads go on that a hook holds. */
    public void release(String node, Hook hook) {
        processes().hooks(node).release(hook);
    }

    /** Takes all hooks of a node away. */
    public void unhook(String node) {
        processes().hooks(node).clear();
    }

    /** Waits until every node runs and takes part. */
    public void awaitWhole() {
        List<String> missing = processes().health().awaitWhole(PATIENCE);
        if (!missing.isEmpty()) {
            throw new AssertionError("the cluster is not whole after " + PATIENCE.toSeconds() + " s: "
                    + String.join("; ", missing) + ". " + running().whereTheLogsAre());
        }
    }

    /** Waits for a condition that a running cluster brings about, for 90 s at most. */
    public void awaitThat(String what, BooleanSupplier condition) {
        running().awaitThat(what, condition, PATIENCE);
    }

    /** The processes themselves. */
    public ProcessCluster cluster() {
        return processes();
    }

    /** What the checks have found in this test so far. */
    public Findings findings() {
        return running().findings();
    }

    /** The disks of the nodes; none without {@link #ownDisks}. */
    public NodeDisks disks() {
        return running().disks();
    }

    /** The log of a node. */
    public String log(String node) throws IOException {
        return Files.readString(processes().log(node));
    }
}
