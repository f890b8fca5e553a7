package dev.jangada.client.cli;

import com.google.protobuf.Message;
import dev.jangada.protocol.ProtoJson;
import picocli.CommandLine.Option;

/** How a command shows its results: for people, or as JSON as {@code /v1} of the masters' console has it. */
final class OutputForm {
    /** The forms. */
    enum Form {
        TEXT,
        JSON
    }

    @Option(
            names = "-o",
            paramLabel = "text|json",
            description = "form of the result: text for people, or json (camel case names, numbers as numbers)",
            defaultValue = "text")
    private Form form = Form.TEXT;

    boolean json() {
        return form == Form.JSON;
    }

    /** Prints a message as JSON, or else what {@code text} makes of it. */
    void print(Console console, Message message, Runnable text) {
        if (json()) {
            console.out().println(ProtoJson.print(message, true));
        } else {
            text.run();
        }
        console.out().flush();
    }
}
