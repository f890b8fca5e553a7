package dev.jangada.benchmarks.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a shell has: mawk, GNU sort and GNU grep. The output is one file. */
final class UnixContestant implements Contestant {
    private final int cores = Runtime.getRuntime().availableProcessors();

    @Override
    public String name() {
        return "mawk, GNU sort, grep";
    }

    @Override
    public Optional<List<String>> command(Workload workload, Path input, Path output) {
        String script = switch (workload) {
            case WORD_COUNT_STRINGS ->
                "mawk '{for(i=1;i<=NF;i++)c[$i]++} END{for(w in c)print w \"\\t\" c[w]}' IN/* > OUT; true";
            case SORT -> "sort --parallel=" + cores + " -S 2G -k1.1,1.10 -o OUT IN/*";
            case GREP -> "ls IN/* | xargs -P " + cores + " -n 1 grep -hF " + Inputs.rareWord() + " > OUT; true";
            case WORD_COUNT_VIEWS, INDEX -> "";
        };
        if (script.isEmpty()) {
            return Optional.empty();
        }
        String filled = script.replace("IN", input.toString()).replace("OUT", output.toString());
        return Optional.of(List.of("env", "LC_ALL=C", "bash", "-c", filled));
    }
}
