package dev.jangada.api.plan;

import dev.jangada.api.Arguments;
import dev.jangada.api.CombineFunction;
import dev.jangada.api.Document;
import dev.jangada.api.FlatMapFunction;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.MapFunction;
import dev.jangada.api.Mapped;
import dev.jangada.api.Partitioner;
import dev.jangada.api.RecordType;
import dev.jangada.api.ReduceFunction;
import dev.jangada.api.Reduced;
import dev.jangada.api.Source;
import dev.jangada.api.Type;
import dev.jangada.api.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a definition says. The stages given to user code write into this one object; a stage that has been followed
 * by another cannot be continued a second time, since a job is a line, not a tree.
 */
final class PlanBuilder implements JobBuilder {
    /** What masters take for one job. */
    private static final int MOST_TASKS = 1_000_000;
    /** Values of a key that are held in memory. */
    private static final int MOST_KEPT = 100_000;

    private final Arguments arguments;
    private final List<RecordStep> steps = new ArrayList<>();
    private @Nullable SourceKind source;
    private @Nullable Type<Object> recordType;
    private @Nullable MapStage stage;
    private @Nullable Reduction reduction;
    private @Nullable OutputFormat output;
    private boolean deterministic = true;
    /** The only stage that may be continued. */
    private @Nullable Object open;

    PlanBuilder(Arguments arguments) {
        this.arguments = arguments;
    }

    JobPlan plan() {
        if (source == null) {
            throw new JobDefinitionException("the job reads nothing: begin with readText() or another read method");
        }
        if (output == null) {
            throw new JobDefinitionException(
                    "the job has no end: finish it with writeText(), another write method or discard()");
        }
        return new JobPlan(
                source,
                steps,
                Optional.ofNullable(recordType),
                Optional.ofNullable(stage),
                Optional.ofNullable(reduction),
                output,
                deterministic);
    }

    @Override
    public Arguments arguments() {
        return arguments;
    }

    @Override
    public Source<Utf8> readText() {
        return read(new SourceKind.Lines(false), Type.TEXT);
    }

    @Override
    public Source<Utf8> readNumberedText() {
        return read(new SourceKind.Lines(true), Type.TEXT);
    }

    @Override
    public Source<Utf8> readFixed(int recordBytes) {
        if (recordBytes < 1 || recordBytes > 1 << 28) {
            throw new JobDefinitionException(
                    "readFixed(" + recordBytes + "): the length of a record must be from 1 to " + (1 << 28) + " bytes");
        }
        return read(new SourceKind.Fixed(recordBytes), Type.TEXT);
    }

    @Override
    public Source<Document> readDocuments() {
        return read(new SourceKind.Documents(), null);
    }

    @Override
    public Source<Long> generate(int tasks) {
        if (tasks < 1 || tasks > MOST_TASKS) {
            throw new JobDefinitionException("generate(" + tasks + "): a job has 1 to " + MOST_TASKS + " tasks");
        }
        return read(new SourceKind.Generated(tasks), Type.LONG);
    }

    @Override
    public JobBuilder nonDeterministic() {
        deterministic = false;
        return this;
    }

    private <T> Source<T> read(SourceKind kind, @Nullable Type<T> type) {
        if (source != null) {
            throw new JobDefinitionException("a job has one source: call one read method, once");
        }
        source = kind;
        recordType = type == null ? null : PlanBuilder.<Type<Object>>erase(type);
        return opened(new RecordSource<>());
    }

    private <S> S opened(S next) {
        open = next;
        return next;
    }

    private void continueFrom(Object from) {
        if (output != null) {
            throw new JobDefinitionException("a job has one output: call one write method or discard(), once");
        }
        if (open != from) {
            throw new JobDefinitionException("each step of a job is followed by one other: it is a line, not a tree");
        }
    }

    private void end(Object from, OutputFormat format) {
        continueFrom(from);
        output = format;
    }

    private MapStage currentStage() {
        if (stage == null) {
            throw new IllegalStateException("no map stage yet");
        }
        return stage;
    }

    /** Types and functions are used only with the values that the typed builder lets through. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E> E erase(Object typed) {
        return (E) typed;
    }

    private final class RecordSource<T> implements Source<T> {
        @Override
        public Source<T> filter(Predicate<? super T> predicate) {
            continueFrom(this);
            steps.add(new RecordStep.Filter(erase(predicate)));
            return opened(new RecordSource<>());
        }

        @Override
        public <V> Source<V> flatMap(Type<V> type, FlatMapFunction<? super T, V> function) {
            continueFrom(this);
            steps.add(new RecordStep.FlatMap(erase(function)));
            recordType = erase(type);
            return opened(new RecordSource<>());
        }

        @Override
        public <K, V> Mapped<K, V> map(Type<K> keyType, Type<V> valueType, MapFunction<? super T, K, V> function) {
            continueFrom(this);
            stage = new MapStage(
                    erase(keyType),
                    erase(valueType),
                    erase(function),
                    new Partitioning.ByHash(),
                    Optional.empty(),
                    Optional.empty());
            return opened(new Pairs<>());
        }

        @Override
        public void writeText() {
            endRecords(OutputFormat.TEXT);
        }

        @Override
        public void writeRaw() {
            endRecords(OutputFormat.RAW);
        }

        @Override
        public void discard() {
            end(this, OutputFormat.DISCARD);
        }

        private void endRecords(OutputFormat format) {
            if (recordType == null) {
                throw new JobDefinitionException(
                        "documents cannot be written as they are: turn them into text with flatMap(TEXT, ...) first");
            }
            end(this, format);
        }
    }

    private final class Pairs<K, V> implements Mapped<K, V> {
        @Override
        public Mapped<K, V> partitionBy(Partitioner<? super K> partitioner) {
            return partition(new Partitioning.ByFunction(erase(partitioner)));
        }

        @Override
        public Mapped<K, V> totalOrder() {
            return partition(new Partitioning.ByRange());
        }

        private Mapped<K, V> partition(Partitioning partitioning) {
            continueFrom(this);
            MapStage now = currentStage();
            if (!(now.partitioning() instanceof Partitioning.ByHash)) {
                throw new JobDefinitionException("a job has one partitioning: call partitionBy or totalOrder, once");
            }
            stage = now.partitionedBy(partitioning);
            return this;
        }

        @Override
        public Mapped<K, V> groupBy(int components) {
            continueFrom(this);
            MapStage now = currentStage();
            if (!((Object) now.keyType() instanceof RecordType<?> keys)) {
                throw new JobDefinitionException("groupBy needs keys of several components, of a Type.record(...), not "
                        + now.keyType().name());
            }
            if (components < 1 || components >= keys.components()) {
                throw new JobDefinitionException("groupBy(" + components + "): keys " + keys.name() + " have "
                        + keys.components() + " components: group by the first 1 to " + (keys.components() - 1));
            }
            if (now.grouping().isPresent()) {
                throw new JobDefinitionException("a job has one grouping: call groupBy once");
            }
            stage = now.groupedBy((bytes, offset, length) -> keys.prefixLength(bytes, offset, length, components));
            return this;
        }

        @Override
        public Mapped<K, V> combine(CombineFunction<K, V> function) {
            continueFrom(this);
            MapStage now = currentStage();
            if (now.combiner().isPresent()) {
                throw new JobDefinitionException("a job has one combiner: call combine once");
            }
            stage = now.combinedBy(erase(function));
            return this;
        }

        @Override
        public Reduced<K, Long> sum() {
            return aggregate(Aggregator.SUM);
        }

        @Override
        public Reduced<K, Long> min() {
            return aggregate(Aggregator.MIN);
        }

        @Override
        public Reduced<K, Long> max() {
            return aggregate(Aggregator.MAX);
        }

        @Override
        public Reduced<K, Long> count() {
            return aggregate(Aggregator.COUNT);
        }

        @Override
        public Reduced<K, Double> average() {
            MapStage now = combining("average");
            if ((Object) now.valueType() != Type.LONG) {
                throw new JobDefinitionException("average() needs values of type LONG, not "
                        + now.valueType().name() + ": use reduce(...) for others");
            }
            stage = now.withValues(Mean.TYPE).combinedBy(Mean.COMBINE);
            return reduced(new Reduction.ByFunction(now.keyType(), erase(Type.DOUBLE), Mean.REDUCE));
        }

        @Override
        public Reduced<K, V> top(int most) {
            MapStage now = combining("top");
            if (most < 1 || most > MOST_KEPT) {
                throw new JobDefinitionException("top(" + most + "): keep 1 to " + MOST_KEPT + " values of a key");
            }
            TopValues values = new TopValues(now.valueType(), most);
            stage = now.combinedBy(values.combine());
            return reduced(new Reduction.ByFunction(now.keyType(), now.valueType(), values.reduce()));
        }

        @Override
        public Reduced<K, V> distinct() {
            MapStage now = combining("distinct");
            stage = now.combinedBy(
                    (key, values, out) -> out.emit(values.iterator().next()));
            return reduced(new Reduction.ByFunction(
                    now.keyType(),
                    now.valueType(),
                    (key, values, out) -> out.emit(key, values.iterator().next())));
        }

        /** The stage, to which what combines by itself may be added. */
        private MapStage combining(String name) {
            continueFrom(this);
            MapStage now = currentStage();
            if (now.combiner().isPresent()) {
                throw new JobDefinitionException(name + "() combines by itself: leave combine(...) out");
            }
            if (now.grouping().isPresent()) {
                throw new JobDefinitionException("groupBy goes with reduce(...)");
            }
            return now;
        }

        private Reduced<K, Long> aggregate(Aggregator aggregator) {
            String name = aggregator.name().toLowerCase(Locale.ROOT);
            MapStage now = combining(name);
            Object valueType = now.valueType();
            if (aggregator != Aggregator.COUNT && valueType != Type.LONG) {
                throw new JobDefinitionException(name + "() needs values of type LONG, not "
                        + now.valueType().name() + ": use reduce(...) for others");
            }
            return reduced(new Reduction.Aggregate(aggregator));
        }

        @Override
        public <K2, V2> Reduced<K2, V2> reduce(
                Type<K2> keyType, Type<V2> valueType, ReduceFunction<K, V, K2, V2> function) {
            return reduced(new Reduction.ByFunction(erase(keyType), erase(valueType), erase(function)));
        }

        @Override
        public Reduced<K, V> sorted() {
            return reduced(new Reduction.Identity());
        }

        private <K2, V2> Reduced<K2, V2> reduced(Reduction what) {
            continueFrom(this);
            if (currentStage().grouping().isPresent() && !(what instanceof Reduction.ByFunction)) {
                throw new JobDefinitionException("groupBy goes with reduce(...)");
            }
            reduction = what;
            return opened(new Results<>());
        }
    }

    private final class Results<K, V> implements Reduced<K, V> {
        @Override
        public void writeText() {
            end(this, OutputFormat.TEXT);
        }

        @Override
        public void writeKeys() {
            end(this, OutputFormat.KEYS);
        }

        @Override
        public void writeValues() {
            end(this, OutputFormat.VALUES);
        }

        @Override
        public void writeRaw() {
            end(this, OutputFormat.RAW);
        }

        @Override
        public void discard() {
            end(this, OutputFormat.DISCARD);
        }
    }
}
