package dev.jangada.houserules;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The coordinator's core gives the same events for the same log on every replica: it sees no clock, no chance, no
 * thread, no device and no order that depends on hashes.
 */
final class BePure extends ArchCondition<JavaClass> {

    /** Packages that the core may not refer to; a trailing dot stands for the package and all below it. */
    private static final List<String> PACKAGES = List.of(
            "java.io.",
            "java.net.",
            "java.nio.channels.",
            "java.nio.file.",
            "java.util.concurrent.",
            "java.util.logging.",
            "java.util.random.",
            "org.slf4j.");

    private static final Set<String> TYPES = Set.of(
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.security.SecureRandom",
            "java.time.Clock",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.Hashtable",
            "java.util.IdentityHashMap",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.Timer",
            "java.util.WeakHashMap");

    /** Members, as Type.member, that the core may not use; a star stands for any type of that package. */
    private static final Set<String> MEMBERS = Set.of(
            "java.lang.Math.random",
            "java.lang.StrictMath.random",
            "java.lang.System.console",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.err",
            "java.lang.System.getProperty",
            "java.lang.System.getenv",
            "java.lang.System.identityHashCode",
            "java.lang.System.in",
            "java.lang.System.nanoTime",
            "java.lang.System.out",
            "java.time.*.now",
            "java.util.*.parallelStream",
            "java.util.UUID.randomUUID",
            "java.util.stream.*.parallel");

    /** Factories of hash-ordered collections; the number is the most parameters with which one is still harmless. */
    private static final List<HashOrdered> HASH_ORDERED = List.of(
            new HashOrdered("java.util.Map.copyOf", 0, 0),
            new HashOrdered("java.util.Map.of", 2, 0), // empty, or one entry
            new HashOrdered("java.util.Map.ofEntries", 0, 0),
            new HashOrdered("java.util.Set.copyOf", 0, 0),
            new HashOrdered("java.util.Set.of", 1, 0), // empty, or one element
            new HashOrdered("java.util.stream.Collectors.groupingBy", 0, 3), // three: with a map of your choice
            new HashOrdered("java.util.stream.Collectors.toMap", 0, 4), // four: with a map of your choice
            new HashOrdered("java.util.stream.Collectors.toSet", -1, 0),
            new HashOrdered("java.util.stream.Collectors.toUnmodifiableMap", 0, 0),
            new HashOrdered("java.util.stream.Collectors.toUnmodifiableSet", -1, 0));

    BePure() {
        super("see no clock, chance, thread, device or hash order");
    }

    /** A member is harmless with at most {@code few} parameters, or with exactly {@code full} of them (0: never). */
    private record HashOrdered(String member, int few, int full) {
        boolean matches(String used, AccessTarget target) {
            if (!member.equals(used) || !(target instanceof AccessTarget.CodeUnitAccessTarget call)) {
                return false;
            }
            List<JavaClass> parameters = call.getRawParameterTypes();
            boolean variable = parameters.size() == 1 && parameters.get(0).isArray();
            boolean harmless = (parameters.size() <= few && !variable) || (full > 0 && parameters.size() == full);
            return !harmless;
        }
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            JavaClass target = dependency.getTargetClass().getBaseComponentType();
            impurity(target).ifPresent(why -> report(events, type, dependency.getDescription(), why));
        }
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
            impurity(access.getTarget()).ifPresent(why -> report(events, type, access.getDescription(), why));
        }
    }

    private static void report(ConditionEvents events, JavaClass type, String use, String why) {
        events.add(SimpleConditionEvent.violated(type, use + ": " + why));
    }

    private static Optional<String> impurity(JavaClass target) {
        String name = target.getFullName();
        boolean forbidden = PACKAGES.stream().anyMatch(name::startsWith)
                || TYPES.stream().anyMatch(each -> name.equals(each) || name.startsWith(each + "$"));
        return forbidden ? Optional.of("the core may not use " + name) : Optional.empty();
    }

    private static Optional<String> impurity(AccessTarget target) {
        JavaClass owner = target.getOwner();
        String member = owner.getFullName() + "." + target.getName();
        String anyOfPackage = owner.getPackageName() + ".*." + target.getName();
        if (MEMBERS.contains(member) || MEMBERS.contains(anyOfPackage)) {
            return Optional.of("the core may not use " + member);
        }
        if (HASH_ORDERED.stream().anyMatch(each -> each.matches(member, target))) {
            return Optional.of(member + " is ordered by hashes: use a TreeMap, a LinkedHashMap or a List");
        }
        return Optional.empty();
    }
}
