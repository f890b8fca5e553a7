package dev.jangada.engine.input;

/** The one record of a split of a generated source: its number. */
final class NumberReader extends RecordReader {

    private final long number;
    private boolean done;

    NumberReader(long number) {
        this.number = number;
    }

    @Override
    public boolean next() {
        boolean first = !done;
        done = true;
        return first;
    }

    @Override
    public Object record() {
        return number;
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    public long offset() {
        return number;
    }
}
