package dev.jangada.client.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.jangada.storage.OutputVerification;
import dev.jangada.storage.StorageException;
import dev.jangada.storage.Storages;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jangada output}. */
@Command(
        name = "output",
        description = "Look at what jobs have written.",
        footerHeading = "%nExamples:%n",
        footer = {"  jangada output verify counts", "  jangada output verify counts -o json"})
final class OutputCommand {
    private final Console console;

    OutputCommand(Console console) {
        this.console = console;
    }

    @Command(
            name = "verify",
            description =
                    "Read all of a published output and compare it with the checksums in its manifest; exits with 1"
                            + " and names the files if some are damaged or missing. Needs no cluster.")
    int verify(
            @Parameters(paramLabel = "DIR", description = "the directory given to the job as its output")
                    String directory,
            @Mixin OutputForm form) {
        OutputVerification found;
        try {
            found = Storages.forPath(directory).verify(directory);
        } catch (StorageException e) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
        if (form.json()) {
            console.out().println(json(found));
        } else if (found.isIntact()) {
            console.out()
                    .println(String.format(
                            Locale.ROOT,
                            "%s is what %s published: %d parts, %,d records, %,d bytes",
                            directory,
                            found.job(),
                            found.parts(),
                            found.records(),
                            found.bytes()));
        } else {
            found.damages().forEach(console.out()::println);
            console.say(directory + " is not what " + found.job() + " published: run the job again");
        }
        console.out().flush();
        return found.isIntact() ? ExitCode.SUCCEEDED : ExitCode.FAILED;
    }

    private static String json(OutputVerification found) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("job", found.job());
            json.writeNumberField("parts", found.parts());
            json.writeNumberField("records", found.records());
            json.writeNumberField("bytes", found.bytes());
            json.writeArrayFieldStart("damages");
            for (String damage : found.damages()) {
                json.writeString(damage);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory failed", e);
        }
        return text.toString();
    }
}
