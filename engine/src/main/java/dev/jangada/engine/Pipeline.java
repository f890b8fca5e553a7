package dev.jangada.engine;

import dev.jangada.api.FlatMapFunction;
import dev.jangada.api.Output;
import dev.jangada.api.TaskContext;
import dev.jangada.api.plan.RecordStep;
import java.util.List;

/** The steps between the reader and the map function or the output, each calling the next. */
final class Pipeline {

    private Pipeline() {}

    /** Takes records. */
    @FunctionalInterface
    interface Stage {
        void accept(Object record) throws Exception;
    }

    /** The first stage of steps that end in a last stage. */
    static Stage of(List<RecordStep> steps, Stage last, TaskContext context) {
        Stage next = last;
        for (int i = steps.size() - 1; i >= 0; i--) {
            next = before(steps.get(i), next, context);
        }
        return next;
    }

    private static Stage before(RecordStep step, Stage next, TaskContext context) {
        if (step instanceof RecordStep.Filter filter) {
            return record -> {
                if (filter.predicate().test(record)) {
                    next.accept(record);
                }
            };
        }
        FlatMapFunction<Object, Object> function = ((RecordStep.FlatMap) step).function();
        Output<Object> output = new StageOutput(next, context);
        return record -> function.map(record, output);
    }

    private record StageOutput(Stage next, TaskContext context) implements Output<Object> {
        @Override
        public void emit(Object record) {
            try {
                next.accept(record);
            } catch (Exception e) {
                throw Pipeline.<RuntimeException>unchecked(e);
            }
        }
    }

    /** Lets a checked exception of a later function pass through an earlier one, which cannot declare it. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E unchecked(Exception e) throws E {
        throw (E) e;
    }
}
