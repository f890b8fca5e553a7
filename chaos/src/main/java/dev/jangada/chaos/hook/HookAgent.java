package dev.jangada.chaos.hook;

import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.isSynthetic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;

import dev.jangada.chaos.hook.Hook.Place;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * The Java agent that instruments the methods which a {@link HookFile} names, at the start and whenever the file changes.
 * A hook that no method matches ends the process at its start, with a sentence on stderr: a renamed method must fail the
 * test that named it. Only classes of the system class path can be named.
 *
 * <p>Started by the JVM; {@link HookAgentJar} makes the jar that the JVM wants for that.
 */
public final class HookAgent {
    private static final int WRONG_HOOK = 78;
    private static final long LOOK_EVERY_MILLIS = 20;

    private final Instrumentation instrumentation;
    private final Path file;
    private final Set<String> instrumented = new HashSet<>();
    private List<String> armed = List.of();

    private HookAgent(Instrumentation instrumentation, Path file) {
        this.instrumentation = instrumentation;
        this.file = file;
    }

    /** Called by the JVM before the program's own main method. */
    public static void premain(@Nullable String options, Instrumentation instrumentation) {
        String name = System.getProperty(HookFile.PROPERTY, "");
        if (name.isEmpty()) {
            complain("the system property " + HookFile.PROPERTY + " names no file" + (options == null ? "" : options));
            Runtime.getRuntime().halt(WRONG_HOOK);
        }
        HookAgent agent = new HookAgent(instrumentation, Path.of(name).toAbsolutePath());
        HookPoints.noteIn(agent.file);
        if (!agent.follow()) {
            Runtime.getRuntime().halt(WRONG_HOOK);
        }
        Thread thread = new Thread(agent::followForEver, "chaos-hooks");
        thread.setDaemon(true);
        thread.start();
    }

    private void followForEver() {
        boolean goesOn = true;
        while (goesOn) {
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
                follow();
            } catch (InterruptedException e) {
                goesOn = false;
            }
        }
    }

    /** Does what the file says if it has changed. Returns whether that is possible. */
    private boolean follow() {
        try {
            List<String> lines = HookFile.lines(file);
            if (lines.equals(armed) && Files.exists(HookFile.armed(file))) {
                return true;
            }
            List<Hook> hooks = lines.stream().map(Hook::parse).toList();
            for (Hook hook : hooks) {
                instrument(hook);
            }
            HookPoints.arm(hooks);
            armed = lines;
            Files.deleteIfExists(HookFile.problem(file));
            HookFile.write(HookFile.armed(file), lines);
            return true;
        } catch (Exception e) {
            armed = List.of();
            complain(String.valueOf(e.getMessage()));
            HookFile.write(HookFile.problem(file), List.of(String.valueOf(e.getMessage())));
            return false;
        }
    }

    private static void complain(String what) {
        System.err.println("chaos hooks: " + what);
    }

    private void instrument(Hook hook) throws ClassNotFoundException {
        if (instrumented.contains(hook.key())) {
            return;
        }
        check(hook);
        List<String> problems = new ArrayList<>();
        Class<?> advice = hook.place() == Place.ENTRY ? HookAdvice.Entry.class : HookAdvice.Exit.class;
        builder(hook)
                .with(new AgentBuilder.Listener.Adapter() {
                    @Override
                    public void onError(
                            String typeName,
                            @Nullable ClassLoader loader,
                            net.bytebuddy.utility.@Nullable JavaModule module,
                            boolean loaded,
                            Throwable cause) {
                        complain("cannot instrument " + typeName + " for " + hook + ": " + cause);
                        problems.add(typeName + ": " + cause);
                    }
                })
                .type(named(hook.className()))
                .transform((builder, type, loader, module, domain) -> advised(builder, hook, advice))
                .installOn(instrumentation);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(hook + ": " + String.join("; ", problems));
        }
        instrumented.add(hook.key());
    }

    /** Only the one class is looked at: to describe all that are loaded takes seconds on a busy machine. */
    private AgentBuilder builder(Hook hook) {
        AgentBuilder builder = new AgentBuilder.Default().disableClassFormatChanges();
        return Arrays.stream(instrumentation.getAllLoadedClasses())
                .filter(type -> type.getName().equals(hook.className()))
                .findFirst()
                .map(type -> (AgentBuilder) builder.with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                        .with(new AgentBuilder.RedefinitionStrategy.DiscoveryStrategy.Explicit(type)))
                .orElse(builder);
    }

    private static DynamicType.Builder<?> advised(DynamicType.Builder<?> builder, Hook hook, Class<?> advice) {
        return builder.visit(Advice.withCustomMapping()
                .bind(HookAdvice.Key.class, hook.key())
                .to(advice)
                .on(methods(hook)));
    }

    private static ElementMatcher.Junction<MethodDescription> methods(Hook hook) {
        ElementMatcher.Junction<MethodDescription> named = hook.method().equals("<init>")
                ? net.bytebuddy.matcher.ElementMatchers.isConstructor()
                : named(hook.method());
        return named.and(not(isAbstract())).and(not(isNative())).and(not(isSynthetic()));
    }

    /** Looks at the class without loading it. */
    private static void check(Hook hook) {
        TypePool.Resolution found = TypePool.Default.of(
                        ClassFileLocator.ForClassLoader.of(ClassLoader.getSystemClassLoader()))
                .describe(hook.className());
        if (!found.isResolved()) {
            throw new IllegalArgumentException(
                    "there is no class " + hook.className() + " for the hook '" + hook + "': was it renamed or moved?");
        }
        TypeDescription type = found.resolve();
        if (type.getDeclaredMethods().filter(methods(hook)).isEmpty()) {
            throw new IllegalArgumentException("the class " + hook.className() + " declares no method " + hook.method()
                    + " for the hook '" + hook + "': was it renamed or moved?");
        }
    }
}
