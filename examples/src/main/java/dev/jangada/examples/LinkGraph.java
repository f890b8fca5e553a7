package dev.jangada.examples;

import dev.jangada.api.ByteSink;
import dev.jangada.api.Emitter;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.Type;
import dev.jangada.api.Utf8;
import dev.jangada.api.Values;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Turns links around: lines of target, tab, and the pages that link to it, separated by commas, each once, sorted by the
 * bytes of their names. Targets stay as they are written (relative ones are not resolved), except that an escaped ampersand
 * is unescaped; {@link HtmlLinks} says what counts as a link.
 *
 * <p>The sources of one target are held in memory.
 */
public final class LinkGraph implements JobDefinition {

    @Override
    public void define(JobBuilder job) {
        job.readDocuments()
                .map(Type.TEXT, Type.TEXT, (page, out) -> {
                    Utf8 source = Utf8.of(page.name());
                    new HtmlLinks(page.content()).forEach(target -> out.emit(target, source));
                })
                .reduce(Type.TEXT, Type.TEXT, LinkGraph::list)
                .writeText();
    }

    private static void list(Utf8 target, Values<Utf8> sources, Emitter<Utf8, Utf8> out) {
        SortedSet<Utf8> distinct = new TreeSet<>();
        for (Utf8 source : sources) {
            if (!distinct.contains(source)) {
                distinct.add(source.copy());
            }
        }
        ByteSink list = new ByteSink(64);
        for (Utf8 source : distinct) {
            if (list.length() > 0) {
                list.write((byte) ',');
            }
            list.write(source.bytes(), source.offset(), source.length());
        }
        out.emit(target, Utf8.wrap(list.bytes(), 0, list.length()));
    }
}
