package dev.jangada.houserules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
    private static final String FIXTURES = "dev.jangada.houserules.fixtures";

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.jangada");

    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(FIXTURES);

    private static final Map<String, ArchRule> RULES_FOR_BROKEN = new ArchitectureRules(FIXTURES).all();

    @TestFactory
    Stream<DynamicTest> theProductObeys() {
        return new ArchitectureRules("dev.jangada")
                .all().entrySet().stream()
                        .map(rule -> DynamicTest.dynamicTest(
                                rule.getKey(),
                                () -> rule.getValue().allowEmptyShould(true).check(PRODUCT)));
    }

    @Test
    void everyModuleIsLookedAt() {
        assertAll(Stream.of("api", "protocol", "coordinator", "storage", "engine", "master", "worker", "client")
                .map(module -> () -> assertThat(PRODUCT.containPackage("dev.jangada." + module))
                        .as("classes of dev.jangada.%s were imported", module)
                        .isTrue()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    api knows only its own         | api.KnowsTheEngine
                    api stands alone               | api.BringsALibrary
                    protocol knows only its own    | protocol.KnowsTheMaster
                    coordinator knows only its own | coordinator.KnowsTheEngine
                    coordinator stands on api      | coordinator.BringsALibrary
                    storage knows only its own     | storage.KnowsTheEngine
                    engine knows only its own      | engine.KnowsTheWorker
                    engine has no network          | engine.OpensASocket
                    master knows only its own      | master.KnowsTheWorker
                    worker knows only its own      | worker.KnowsTheMaster
                    client knows only its own      | client.KnowsChaos
                    examples knows only its own    | examples.KnowsTheEngine
                    chaos knows only its own       | chaos.KnowsBenchmarks
                    benchmarks knows only its own  | benchmarks.KnowsChaos
                    Ratis in one package           | master.UsesRatis
                    generated code in shells       | engine.UsesGeneratedCode
                    no Java serialisation          | worker.WritesObjects
                    nothing is Serializable        | worker.IsSerializable
                    masters load no user code      | master.OpensAJar
                    """)
    void aBreachIsReported(String rule, String fixture) {
        assertThat(breaches(rule)).anyMatch(line -> line.contains(FIXTURES + "." + fixture));
    }

    @Test
    void theRatisPackageMayUseRatis() {
        assertThat(breaches("Ratis in one package")).noneMatch(line -> line.contains("master.ratis"));
    }

    @Test
    void everyRuleHasAFixtureThatBreaksIt() {
        assertAll(RULES_FOR_BROKEN.keySet().stream()
                .map(rule -> () -> assertThat(breaches(rule)).as(rule).isNotEmpty()));
    }

    @ParameterizedTest
    @CsvSource({
        "readsTheClock, currentTimeMillis",
        "readsTheInstant, java.time.Instant.now",
        "refersToTheInstant, java.time.Instant.now",
        "holdsAClock, java.time.Clock",
        "drawsARandom, java.util.Random",
        "drawsAUuid, randomUUID",
        "drawsFromMath, java.lang.Math.random",
        "startsAThread, java.lang.Thread",
        "locks, java.util.concurrent.locks.ReentrantLock",
        "opensAFile, java.nio.file.Files",
        "catchesIo, java.io.UncheckedIOException",
        "printsALine, java.lang.System.out",
        "logs, org.slf4j.Logger",
        "iteratesAHashMap, java.util.HashMap",
        "makesAHashMap, java.util.HashMap",
        "iteratesAHashSet, java.util.HashSet",
        "ordersByHash, java.util.Map.of",
        "copiesToHash, java.util.Map.copyOf",
        "variableSet, java.util.Set.of",
        "collectsToHash, java.util.stream.Collectors.toMap",
        "groupsToHash, java.util.stream.Collectors.groupingBy",
        "looksAtIdentity, identityHashCode",
        "goesParallel, parallelStream",
    })
    void impurityIsReported(String method, String what) {
        assertThat(breaches("coordinator is pure"))
                .anyMatch(line -> line.contains("coordinator.Impure." + method) && line.contains(what));
    }

    @Test
    void pureCodeIsLeftAlone() {
        assertThat(breaches("coordinator is pure")).noneMatch(line -> line.contains("coordinator.Pure"));
    }

    private static List<String> breaches(String rule) {
        ArchRule wanted = RULES_FOR_BROKEN.get(rule);
        if (wanted == null) {
            throw new AssertionError("no rule is called '" + rule + "', only " + RULES_FOR_BROKEN.keySet());
        }
        EvaluationResult result = wanted.allowEmptyShould(true).evaluate(BROKEN);
        return result.getFailureReport().getDetails();
    }
}
