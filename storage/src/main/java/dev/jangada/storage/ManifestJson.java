package dev.jangada.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The form of {@code _manifest.json}: the same bytes for the same manifest, with no time and no host in it. */
final class ManifestJson {

    private static final int FORMAT = 1;
    private static final JsonFactory JSON = new JsonFactory();

    private ManifestJson() {}

    /**
     * Whose output a directory holds.
     *
     * @param cluster the cluster's id
     * @param job the job's id
     */
    record Owner(String cluster, String job) {

        static Owner of(Manifest manifest) {
            return new Owner(manifest.cluster(), manifest.job());
        }
    }

    /** The bytes of the file, ending in a newline. */
    static byte[] encode(Manifest manifest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.setPrettyPrinter(printer);
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeStringField("cluster", manifest.cluster());
            json.writeStringField("job", manifest.job());
            json.writeStringField("definition", manifest.definition());
            json.writeNumberField("records", manifest.records());
            json.writeNumberField("bytes", manifest.bytes());
            json.writeArrayFieldStart("parts");
            for (PartSummary part : manifest.parts()) {
                writePart(json, part);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void writePart(JsonGenerator json, PartSummary part) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", part.name());
        json.writeNumberField("records", part.records());
        json.writeNumberField("bytes", part.bytes());
        json.writeStringField("crc32c", HexFormat.of().toHexDigits(part.crc32c()));
        json.writeEndObject();
    }

    /**
     * The manifest in a file; the attempts of its parts are not written down and read as 0.
     *
     * @throws StorageException if it is not what {@link #encode} writes
     */
    static Manifest read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try (JsonParser json = JSON.createParser(bytes)) {
            Manifest manifest = manifest(json);
            if (Arrays.equals(encode(manifest), bytes)) {
                return manifest;
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw damaged(file, e);
        }
        throw damaged(file, null);
    }

    private static StorageException damaged(Path file, @Nullable Exception cause) {
        return StorageException.permanent(
                file + " is damaged, or of another version: it is not what a publisher writes; run the job again.",
                cause);
    }

    private static Manifest manifest(JsonParser json) throws IOException {
        String cluster = "";
        String job = "";
        String definition = "";
        List<PartSummary> parts = new ArrayList<>();
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "cluster" -> cluster = json.getText();
                case "job" -> job = json.getText();
                case "definition" -> definition = json.getText();
                case "parts" -> {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        parts.add(part(json));
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new Manifest(cluster, job, definition, parts);
    }

    private static PartSummary part(JsonParser json) throws IOException {
        String name = "";
        long records = 0;
        long bytes = 0;
        int crc32c = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "name" -> name = json.getText();
                case "records" -> records = json.getLongValue();
                case "bytes" -> bytes = json.getLongValue();
                case "crc32c" -> crc32c = HexFormat.fromHexDigits(json.getText());
                default -> json.skipChildren();
            }
        }
        return new PartSummary(name, 0, records, bytes, crc32c);
    }

    /** The owner that the manifest in a directory names; empty if there is none, or none of ours. */
    static Optional<Owner> ownerOf(Path directory) throws IOException {
        try (InputStream file = Files.newInputStream(directory.resolve(OutputPlaces.MANIFEST));
                JsonParser json = JSON.createParser(file)) {
            return owner(json);
        } catch (NoSuchFileException | NotDirectoryException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Owner> owner(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        @Nullable String cluster = null;
        @Nullable String job = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "cluster" -> cluster = json.getText();
                case "job" -> job = json.getText();
                default -> json.skipChildren();
            }
        }
        return cluster == null || job == null ? Optional.empty() : Optional.of(new Owner(cluster, job));
    }
}
