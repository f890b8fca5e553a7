package dev.jangada.houserules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who may know whom. Every rule is relative to a root package, so that the same rules run over the product
 * ({@code dev.jangada}) and over fixtures that break them.
 */
final class ArchitectureRules {

    /** What each module may use of the others: its compile dependencies. */
    private static final Map<String, List<String>> MODULES = modules();

    private static final String[] GENERATED = {"protocol.v1"};

    private final String root;

    ArchitectureRules(String root) {
        this.root = root;
    }

    /** All rules, by a name that a fixture can refer to. */
    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        MODULES.forEach((module, allowed) -> rules.put(module + " knows only its own", knowsOnly(module, allowed)));
        rules.put("api stands alone", apiStandsAlone());
        rules.put("coordinator stands on api", coordinatorStandsOnApi());
        rules.put("coordinator is pure", coordinatorIsPure());
        rules.put("engine has no network", engineHasNoNetwork());
        rules.put("Ratis in one package", ratisInOnePackage());
        rules.put("generated code in shells", generatedCodeInShells());
        rules.put("no Java serialisation", noJavaSerialisation());
        rules.put("nothing is Serializable", nothingIsSerializable());
        rules.put("masters load no user code", mastersLoadNoUserCode());
        return rules;
    }

    private static Map<String, List<String>> modules() {
        Map<String, List<String>> modules = new LinkedHashMap<>();
        modules.put("api", List.of());
        modules.put("protocol", List.of("api"));
        modules.put("coordinator", List.of("api"));
        modules.put("storage", List.of("api"));
        modules.put("engine", List.of("api", "storage"));
        modules.put("master", List.of("api", "coordinator", "protocol"));
        modules.put("worker", List.of("api", "engine", "protocol", "storage"));
        modules.put("client", List.of("api", "master", "protocol", "storage", "worker"));
        modules.put("examples", List.of("api"));
        modules.put(
                "chaos",
                List.of(
                        "api",
                        "client",
                        "coordinator",
                        "engine",
                        "examples",
                        "master",
                        "protocol",
                        "storage",
                        "worker"));
        modules.put(
                "benchmarks",
                List.of(
                        "api",
                        "client",
                        "coordinator",
                        "engine",
                        "examples",
                        "master",
                        "protocol",
                        "storage",
                        "worker"));
        return modules;
    }

    private ArchRule knowsOnly(String module, List<String> allowed) {
        String[] forbidden = MODULES.keySet().stream()
                .filter(other -> !other.equals(module) && !allowed.contains(other))
                .map(this::in)
                .toArray(String[]::new);
        return noClasses()
                .that(resideInAPackage(in(module)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(forbidden))
                .because("dependencies between modules point one way");
    }

    private ArchRule apiStandsAlone() {
        return classes()
                .that(resideInAPackage(in("api")))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(in("api"), "java..", "org.jspecify.."))
                .because("user code links to the api, which must bring nothing along");
    }

    private ArchRule coordinatorStandsOnApi() {
        return classes()
                .that(resideInAPackage(in("coordinator")))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(in("coordinator"), in("api"), "java..", "org.jspecify.."))
                .because("the core is a function of its inputs and links to nothing");
    }

    private ArchRule coordinatorIsPure() {
        return classes().that(resideInAPackage(in("coordinator"))).should(new BePure());
    }

    private ArchRule engineHasNoNetwork() {
        return noClasses()
                .that(resideInAPackage(in("engine")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.channels", "io.grpc..", "io.netty..")
                        .and(not(describe(
                                "about files",
                                type -> type.getSimpleName().contains("File")
                                        || type.getSimpleName().endsWith("ByteChannel")
                                        || type.getSimpleName().endsWith("Exception")))))
                .because("the data path is given its streams; workers own the network");
    }

    private ArchRule ratisInOnePackage() {
        return noClasses()
                .that(resideInAPackage(root + ".."))
                .and(not(resideInAPackage(in("master.ratis"))))
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.ratis.."))
                .because("the rest of the master must not know which Raft carries it");
    }

    private ArchRule generatedCodeInShells() {
        return noClasses()
                .that(resideInAnyPackage(in("api"), in("coordinator"), in("engine"), in("storage"), in("examples")))
                .should()
                .dependOnClassesThat(generated().or(resideInAnyPackage("com.google.protobuf..", "io.grpc..")))
                .because("messages end at codecs, services and snapshots");
    }

    private ArchRule noJavaSerialisation() {
        return noClasses()
                .that(resideInAPackage(root + ".."))
                .and(not(generated()))
                .should()
                .dependOnClassesThat(describe(
                        "Java's object streams",
                        type -> type.getFullName().equals("java.io.ObjectInputStream")
                                || type.getFullName().equals("java.io.ObjectOutputStream")
                                || type.getFullName().equals("java.io.Externalizable")))
                .because("what crosses a wire or a disk has a format of its own");
    }

    private ArchRule nothingIsSerializable() {
        return noClasses()
                .that(resideInAPackage(root + ".."))
                .and(not(generated()))
                .should(new DeclareInterface(Serializable.class))
                .because("what crosses a wire or a disk has a format of its own");
    }

    private ArchRule mastersLoadNoUserCode() {
        return noClasses()
                .that(resideInAPackage(in("master")))
                .should()
                .dependOnClassesThat(describe(
                        "a class loader's or an unpacker's",
                        type -> Stream.of(
                                                "java.net.URLClassLoader",
                                                "java.util.zip.ZipFile",
                                                "java.util.zip.ZipInputStream")
                                        .anyMatch(type.getFullName()::equals)
                                || type.getPackageName().equals("java.util.jar")))
                .because("a job's jar is bytes to a master; workers open it");
    }

    private DescribedPredicate<JavaClass> generated() {
        return resideInAnyPackage(Stream.of(GENERATED).map(this::in).toArray(String[]::new));
    }

    private String in(String subpackage) {
        return root + "." + subpackage + "..";
    }
}
