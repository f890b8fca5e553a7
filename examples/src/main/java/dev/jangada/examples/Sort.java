package dev.jangada.examples;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.Type;
import dev.jangada.api.Utf8;

/**
 * Sorts by unsigned bytes, over all parts in turn: lines, or with {@code record=BYTES} records of that length by their
 * first {@code key=BYTES} (all of the record if not given). Records keep the newline that follows each of them, if there is
 * one; records with the same key stay in input order.
 */
public final class Sort implements JobDefinition {

    @Override
    public void define(JobBuilder job) {
        Arguments arguments = job.arguments();
        boolean keyed = arguments.contains("key");
        if (arguments.contains("record")) {
            int record = arguments.intValue("record");
            sortRecords(job, record, arguments.intValue("key", record));
        } else if (keyed) {
            throw new JobDefinitionException(
                    "argument 'key' goes with records of a fixed length: give --arg record=BYTES too");
        } else {
            sortLines(job);
        }
    }

    private static void sortLines(JobBuilder job) {
        Utf8 nothing = Utf8.of("");
        job.readText()
                .map(Type.TEXT, Type.TEXT, (line, out) -> out.emit(line, nothing))
                .totalOrder()
                .sorted()
                .writeKeys();
    }

    private static void sortRecords(JobBuilder job, int record, int key) {
        if (key < 1 || key > record) {
            throw new JobDefinitionException(
                    "argument 'key' is " + key + ", but must be from 1 to the " + record + " bytes of a record");
        }
        job.readFixed(record)
                .map(Type.TEXT, Type.TEXT, (bytes, out) -> out.emit(bytes.slice(0, key), bytes))
                .totalOrder()
                .sorted()
                .writeRaw();
    }
}
