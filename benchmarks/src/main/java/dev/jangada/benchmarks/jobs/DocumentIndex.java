package dev.jangada.benchmarks.jobs;

import dev.jangada.api.Document;
import dev.jangada.api.Emitter;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Type;
import dev.jangada.api.Values;
import java.util.HashSet;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;

/** An inverted index of whole documents: lines of word, tab, and the names of the files that have it, each once, sorted. */
public final class DocumentIndex implements JobDefinition {

    @Override
    public void define(JobBuilder job) {
        job.readDocuments()
                .map(Type.STRING, Type.STRING, DocumentIndex::words)
                .reduce(Type.STRING, Type.STRING, DocumentIndex::list)
                .writeText();
    }

    private static void words(Document document, Emitter<String, String> out) {
        Set<String> words = new HashSet<>();
        StringTokenizer tokens = new StringTokenizer(document.content().toString());
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        String file = document.name().substring(document.name().lastIndexOf('/') + 1);
        words.forEach(word -> out.emit(word, file));
    }

    private static void list(String word, Values<String> files, Emitter<String, String> out) {
        TreeSet<String> sorted = new TreeSet<>();
        files.forEach(sorted::add);
        out.emit(word, String.join(",", sorted));
    }
}
