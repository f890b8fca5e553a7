package dev.jangada.engine.warm;

import dev.jangada.storage.InputFile;
import dev.jangada.storage.Manifest;
import dev.jangada.storage.OutputArea;
import dev.jangada.storage.PartSummary;
import dev.jangada.storage.PartWriter;
import dev.jangada.storage.ReadableFile;
import dev.jangada.storage.Storage;
import java.util.List;

/** One file in memory under whatever name, and outputs that go nowhere. */
final class MemoryStorage implements Storage, OutputArea {
    private final byte[] content;

    MemoryStorage(byte[] content) {
        this.content = content;
    }

    @Override
    public List<InputFile> list(String pattern, String displayAs) {
        return List.of(new InputFile(pattern, displayAs, content.length));
    }

    @Override
    public ReadableFile open(String path) {
        return new Content();
    }

    @Override
    public OutputArea output(String outputPath, String jobTag) {
        return this;
    }

    @Override
    public void checkDisjoint(List<String> inputs, String output) {}

    @Override
    public void prepare(boolean overwrite) {}

    @Override
    public PartWriter createPart(String partName, int attempt) {
        return new Nowhere(partName, attempt);
    }

    @Override
    public void publish(Manifest manifest) {}

    @Override
    public void abort() {}

    private final class Content implements ReadableFile {
        @Override
        public long length() {
            return content.length;
        }

        @Override
        public int read(long position, byte[] buffer, int offset, int length) {
            if (position >= content.length) {
                return -1;
            }
            int count = Math.min(length, content.length - (int) position);
            System.arraycopy(content, (int) position, buffer, offset, count);
            return count;
        }

        @Override
        public void close() {}
    }

    private static final class Nowhere implements PartWriter {
        private final String name;
        private final int attempt;
        private long bytes;

        Nowhere(String name, int attempt) {
            this.name = name;
            this.attempt = attempt;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            bytes += length;
        }

        @Override
        public PartSummary commit(long records) {
            return new PartSummary(name, attempt, records, bytes, 0);
        }

        @Override
        public void close() {}
    }
}
