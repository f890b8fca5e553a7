package dev.jangada.engine.task;

/** What the engine counts in every task. */
public enum Counter {
    /** Records read by map tasks. */
    MAP_INPUT_RECORDS("map.input.records"),
    /** Bytes of these records, with the line ends. */
    MAP_INPUT_BYTES("map.input.bytes"),
    /** Pairs (in a map-only job, records) that map functions emitted. */
    MAP_OUTPUT_RECORDS("map.output.records"),
    /** Encoded bytes of keys and values in these pairs. */
    MAP_OUTPUT_BYTES("map.output.bytes"),
    /** Pairs that went into combiners and aggregators. */
    COMBINE_INPUT_RECORDS("combine.input.records"),
    /** Pairs that came out of them. */
    COMBINE_OUTPUT_RECORDS("combine.output.records"),
    /** Records written to run files, spills and final ones alike. */
    SPILLED_RECORDS("spilled.records"),
    /** Bytes of these run files. */
    SPILLED_BYTES("spilled.bytes"),
    /** Bytes of map output that reduce tasks took in. */
    SHUFFLE_BYTES("shuffle.bytes"),
    /** Pairs that reduce tasks took in. */
    REDUCE_INPUT_RECORDS("reduce.input.records"),
    /** Different keys among them. */
    REDUCE_INPUT_GROUPS("reduce.input.groups"),
    /** Records, and groups of a key, that were left out because user code fails at them. */
    RECORDS_SKIPPED("jangada.records.skipped"),
    /** Records written to the output. */
    OUTPUT_RECORDS("output.records"),
    /** Bytes written to the output. */
    OUTPUT_BYTES("output.bytes");

    private final String label;

    Counter(String label) {
        this.label = label;
    }

    /** The name for people and protocols, such as {@code map.input.records}. */
    public String label() {
        return label;
    }
}
