package dev.jangada.chaos.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Plants mutants and has somebody look for them.
 *
 * @param mutants planted together
 * @param root of the repository, whose sources are changed in memory only
 */
record Trial(List<Mutant> mutants, Path root) {
    /** What a mutant is compiled to, so that mutants in different files need not be compiled for each pair. */
    private static final Map<String, Map<String, byte[]>> COMPILED = new ConcurrentHashMap<>();

    /**
     * What found it.
     *
     * @param check the first check that did not hold
     * @param runs how many runs it took
     */
    record Catch(String check, long runs) {}

    /** The loader of a program that has the mutants. */
    MutantLoader plant() throws IOException {
        List<Set<String>> files = mutants.stream().map(Mutant::files).toList();
        long distinct = files.stream().flatMap(Set::stream).distinct().count();
        if (distinct < files.stream().mapToInt(Set::size).sum()) {
            return MutantLoader.of(MutantLoader.compile(Mutant.sources(root, mutants)));
        }
        Map<String, byte[]> classes = new HashMap<>();
        for (Mutant mutant : mutants) {
            Map<String, byte[]> known = COMPILED.get(mutant.name());
            if (known == null) {
                known = MutantLoader.compile(Mutant.sources(root, List.of(mutant)));
                COMPILED.put(mutant.name(), known);
            }
            classes.putAll(known);
        }
        return MutantLoader.of(classes);
    }

    /** Looks with {@code how}, a trial of this package, for at most {@code runs} runs. */
    static Optional<Catch> look(ClassLoader planted, Class<? extends Look> how, long runs) {
        return look(planted, how, runs, Set.of());
    }

    /** The same, and goes on where a check of {@code except} is the one that does not hold. */
    static Optional<Catch> look(ClassLoader planted, Class<? extends Look> how, long runs, Set<String> except) {
        try {
            @SuppressWarnings("unchecked")
            BiFunction<Long, Set<String>, String> trial = (BiFunction<Long, Set<String>, String>)
                    planted.loadClass(how.getName()).getConstructor().newInstance();
            String found = trial.apply(runs, except);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            String[] words = found.split(" ");
            return Optional.of(new Catch(words[0], Long.parseLong(words[1])));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a trial can't be loaded", e);
        }
    }

    /**
     * Looks for a bug in so many runs, in whatever class loader it is loaded by: gives the check that failed first and its
     * seed, or nothing. Checks that it is given are passed over.
     */
    interface Look extends BiFunction<Long, Set<String>, String> {}
}
