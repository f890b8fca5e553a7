package dev.jangada.api.plan;

import static dev.jangada.api.Type.LONG;
import static dev.jangada.api.Type.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.Mapped;
import dev.jangada.api.Source;
import dev.jangada.api.Utf8;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobPlanTest {

    /** The example of the documentation; public, as a user's class is. */
    public static final class WordCount implements JobDefinition {
        @Override
        public void define(JobBuilder job) {
            job.readText()
                    .map(TEXT, LONG, (line, out) -> {
                        for (Utf8 word : line.words()) {
                            out.emit(word, 1);
                        }
                    })
                    .sum()
                    .writeText();
        }
    }

    private static void assertRefused(JobDefinition definition, String message) {
        assertThatExceptionOfType(JobDefinitionException.class)
                .isThrownBy(() -> JobPlan.of(definition, Arguments.none()))
                .withMessageContaining(message);
    }

    private static Mapped<Utf8, Utf8> texts(JobBuilder job) {
        return job.readText().map(TEXT, TEXT, (line, out) -> out.emit(line, line));
    }

    @Test
    void wordCountIsFullyDescribed() {
        JobPlan plan = JobPlan.of(WordCount.class, Arguments.none());
        assertThat(plan.source()).isEqualTo(new SourceKind.Lines(false));
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.isMapOnly()).isFalse();
        assertThat(plan.reduction()).contains(new Reduction.Aggregate(Aggregator.SUM));
        MapStage stage = plan.stage().orElseThrow();
        assertThat((Object) stage.keyType()).isSameAs(TEXT);
        assertThat((Object) stage.valueType()).isSameAs(LONG);
        assertThat(stage.partitioning()).isEqualTo(new Partitioning.ByHash());
        assertThat(plan.output()).isEqualTo(OutputFormat.TEXT);
        assertThat(plan.deterministic()).isTrue();
    }

    @Test
    void aGeneratedMapOnlyJobIsDescribed() {
        JobPlan plan = JobPlan.of(
                job -> job.nonDeterministic().generate(3).filter(n -> n > 1).discard(), Arguments.none());
        assertThat(plan.isMapOnly()).isTrue();
        assertThat(plan.readsInput()).isFalse();
        assertThat(plan.deterministic()).isFalse();
        assertThat(plan.steps()).hasSize(1);
        assertThat(plan.output()).isEqualTo(OutputFormat.DISCARD);
    }

    @Test
    void incompleteDefinitionsAreRefused() {
        assertRefused(job -> {}, "reads nothing");
        assertRefused(JobBuilder::readText, "has no end");
        assertRefused(job -> texts(job).sorted(), "has no end");
        assertRefused(job -> job.readDocuments().writeText(), "documents cannot be written");
        assertRefused(job -> job.generate(0).discard(), "1 to 1000000 tasks");
        assertRefused(job -> job.readFixed(0).writeRaw(), "length of a record");
    }

    @Test
    void contradictoryDefinitionsAreRefused() {
        assertRefused(
                job -> {
                    job.readText();
                    job.readText();
                },
                "one source");
        assertRefused(
                job -> {
                    Source<Utf8> lines = job.readText();
                    lines.filter(line -> true);
                    lines.writeText();
                },
                "a line, not a tree");
        assertRefused(
                job -> {
                    Source<Utf8> lines = job.readText();
                    lines.writeText();
                    lines.discard();
                },
                "one output");
        assertRefused(job -> texts(job).sum().writeText(), "sum() needs values of type LONG, not TEXT");
        assertRefused(job -> texts(job).totalOrder().partitionBy((key, n) -> 0), "one partitioning");
        assertRefused(job -> texts(job).combine((k, v, o) -> {}).combine((k, v, o) -> {}), "one combiner");
        assertRefused(job -> texts(job).combine((k, v, o) -> {}).count(), "leave combine(...) out");
    }

    @Test
    void failuresOfDefineNameTheClass() {
        assertRefused(
                job -> {
                    throw new IllegalStateException("boom");
                },
                "IllegalStateException: boom");
    }

    @Test
    void unknownArgumentsAreRefusedWithTheKnownOnes() {
        JobDefinition definition = job -> {
            job.arguments().string("pattern", "x");
            job.readText().writeText();
        };
        assertThatExceptionOfType(JobDefinitionException.class)
                .isThrownBy(() -> JobPlan.of(definition, Arguments.of(Map.of("patern", "y"))))
                .withMessage("the job does not know the argument 'patern': it takes 'pattern'");
    }

    @Test
    void classesThatAreNoJobsAreRefused() {
        assertThatExceptionOfType(JobDefinitionException.class)
                .isThrownBy(() -> JobPlan.of(String.class, Arguments.none()))
                .withMessageContaining("does not implement JobDefinition");
        assertThatExceptionOfType(JobDefinitionException.class)
                .isThrownBy(() -> JobPlan.of(PlanBuilder.class, Arguments.none()))
                .withMessageContaining("does not implement JobDefinition");
        assertThatExceptionOfType(JobDefinitionException.class)
                .isThrownBy(() -> JobPlan.of(NoDefaultConstructor.class, Arguments.none()))
                .withMessageContaining("constructor without parameters");
    }

    /** Cannot be made by the engine. */
    record NoDefaultConstructor(int n) implements JobDefinition {
        @Override
        public void define(JobBuilder job) {}
    }
}
