package dev.jangada.engine;

import dev.jangada.storage.InputFile;
import dev.jangada.storage.Manifest;
import dev.jangada.storage.OutputArea;
import dev.jangada.storage.PartSummary;
import dev.jangada.storage.PartWriter;
import dev.jangada.storage.ReadableFile;
import dev.jangada.storage.Storage;
import dev.jangada.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Files and parts in memory. Reads return few bytes at a time, so that readers have to cope with that. */
public final class InMemoryStorage implements Storage {

    private final SortedMap<String, byte[]> files = new TreeMap<>();
    private final SortedMap<String, byte[]> parts = new TreeMap<>();
    private int mostPerRead = Integer.MAX_VALUE;

    public InMemoryStorage with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public InMemoryStorage with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    public InMemoryStorage readingAtMost(int bytes) {
        mostPerRead = bytes;
        return this;
    }

    /** The committed parts by name. */
    public Map<String, byte[]> parts() {
        return parts;
    }

    /** The committed parts in order, as ISO-8859-1 text. */
    public String output() {
        StringBuilder text = new StringBuilder();
        parts.values().forEach(part -> text.append(new String(part, StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    @Override
    public List<InputFile> list(String pattern, String displayAs) throws StorageException {
        if (pattern.equals("*")) {
            return files.entrySet().stream()
                    .map(file -> new InputFile(file.getKey(), file.getKey(), file.getValue().length))
                    .toList();
        }
        byte[] content = files.get(pattern);
        if (content == null) {
            throw StorageException.permanent("no file " + displayAs);
        }
        return List.of(new InputFile(pattern, displayAs, content.length));
    }

    @Override
    public ReadableFile open(String path) throws StorageException {
        byte[] content = files.get(path);
        if (content == null) {
            throw StorageException.permanent("no file " + path);
        }
        return new ReadableFile() {
            @Override
            public long length() {
                return content.length;
            }

            @Override
            public int read(long position, byte[] buffer, int offset, int length) {
                if (position >= content.length) {
                    return -1;
                }
                int count = Math.min(Math.min(length, mostPerRead), content.length - (int) position);
                System.arraycopy(content, (int) position, buffer, offset, count);
                return count;
            }

            @Override
            public void close() {}
        };
    }

    /** The one area; attempts commit to it. */
    public OutputArea area() {
        return output("out", "job");
    }

    @Override
    public OutputArea output(String outputPath, String jobTag) {
        return new Area();
    }

    @Override
    public void checkDisjoint(List<String> inputs, String output) {}

    private final class Area implements OutputArea {
        @Override
        public void prepare(boolean overwrite) {}

        @Override
        public PartWriter createPart(String partName, int attempt) {
            return new Part(partName, attempt);
        }

        @Override
        public void publish(Manifest manifest) {}

        @Override
        public void abort() {}
    }

    private final class Part implements PartWriter {
        private final String name;
        private final int attempt;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        Part(String name, int attempt) {
            this.name = name;
            this.attempt = attempt;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            content.write(bytes, offset, length);
        }

        @Override
        public PartSummary commit(long records) {
            byte[] bytes = content.toByteArray();
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            parts.put(name, bytes);
            return new PartSummary(name, attempt, records, bytes.length, (int) crc.getValue());
        }

        @Override
        public void close() {}
    }
}
