package dev.jangada.api.plan;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.Type;
import java.util.List;
import java.util.Optional;

/**
 * A checked job: what to read, what to do with it and what to write. Immutable; the functions in it are the user's and are
 * as thread-safe as the user made them, so each attempt makes a plan of its own.
 *
 * @param source where records come from
 * @param steps what they pass before the map function or the output, in order
 * @param recordType how a map-only job writes records; absent when they have no form, such as documents
 * @param stage the pairs between map and reduce, absent in a map-only job
 * @param reduction what becomes of them, present exactly when {@code stage} is
 * @param output how the result is written
 * @param deterministic whether a map task run twice gives the same output
 */
public record JobPlan(
        SourceKind source,
        List<RecordStep> steps,
        Optional<Type<Object>> recordType,
        Optional<MapStage> stage,
        Optional<Reduction> reduction,
        OutputFormat output,
        boolean deterministic) {

    /** Copies the list and checks that the parts fit together. */
    public JobPlan {
        steps = List.copyOf(steps);
        if (stage.isPresent() != reduction.isPresent()) {
            throw new IllegalArgumentException("a plan has a map stage and a reduction, or neither");
        }
    }

    /** Whether there is no reduce: each map task writes its own part of the output. */
    public boolean isMapOnly() {
        return stage.isEmpty();
    }

    /** Whether the job has input files; a generated source has none. */
    public boolean readsInput() {
        return !(source instanceof SourceKind.Generated);
    }

    /**
     * Runs a definition and checks what it describes.
     *
     * @throws JobDefinitionException when it is incomplete, contradictory, given an argument that it does not know, or fails
     */
    public static JobPlan of(JobDefinition definition, Arguments arguments) {
        PlanBuilder builder = new PlanBuilder(arguments);
        try {
            definition.define(builder);
        } catch (JobDefinitionException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new JobDefinitionException(
                    "the define method of " + definition.getClass().getName() + " failed: " + e, e);
        }
        if (!arguments.unknown().isEmpty()) {
            throw new JobDefinitionException(unknownArgument(arguments));
        }
        return builder.plan();
    }

    /** Makes an instance of a definition class, with clear errors, and plans it. */
    public static JobPlan of(Class<?> definitionClass, Arguments arguments) {
        String name = definitionClass.getName();
        if (!JobDefinition.class.isAssignableFrom(definitionClass)) {
            throw new JobDefinitionException("class " + name + " is not a job: it does not implement JobDefinition");
        }
        try {
            var constructor = definitionClass.getDeclaredConstructor();
            constructor.setAccessible(true);
            return of((JobDefinition) constructor.newInstance(), arguments);
        } catch (NoSuchMethodException e) {
            throw new JobDefinitionException(
                    "class " + name + " needs a constructor without parameters (and, if nested, must be static)", e);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            if (e instanceof JobDefinitionException known) {
                throw known;
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new JobDefinitionException("class " + name + " could not be instantiated: " + cause, cause);
        }
    }

    private static String unknownArgument(Arguments arguments) {
        String unknown = "'" + String.join("', '", arguments.unknown()) + "'";
        String takes =
                arguments.known().isEmpty() ? "takes none" : "takes '" + String.join("', '", arguments.known()) + "'";
        return "the job does not know the argument " + unknown + ": it " + takes;
    }
}
