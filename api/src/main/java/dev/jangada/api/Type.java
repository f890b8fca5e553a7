package dev.jangada.api;

/**
 * How values of one kind are written as bytes, and as text.
 *
 * <p>The encoding of a type <b>preserves order</b>: encoded values compare as unsigned bytes the way the values compare.
 * So the engine partitions, sorts, merges and groups bytes, and decodes only what it hands to user code. Equal values must
 * have equal encodings. Implementations are stateless and thread-safe; state belongs into a {@link Decoder}.
 *
 * @param <T> the kind of value
 */
public interface Type<T> {

    /** Text as views of bytes; encoded and rendered as these bytes. The fastest type for text. */
    Type<Utf8> TEXT = BuiltInTypes.text();

    /** Text as strings; encoded and rendered as UTF-8, so sorted by code point. */
    Type<String> STRING = BuiltInTypes.string();

    /** Whole numbers; 8 bytes with the sign bit flipped; rendered in decimal. */
    Type<Long> LONG = BuiltInTypes.longs();

    /** Numbers; 8 bytes, ordered as {@link Double#compare}; rendered as {@link Double#toString(double)} does. */
    Type<Double> DOUBLE = BuiltInTypes.doubles();

    /** Arrays of bytes; encoded and rendered as they are. */
    Type<byte[]> BYTES = BuiltInTypes.bytes();

    /**
     * Records of a class, ordered by their components in turn; see {@link RecordType}.
     *
     * @throws JobDefinitionException when a component is of a class that has no known order
     */
    static <R extends Record> RecordType<R> record(Class<R> record) {
        return RecordType.of(record);
    }

    /** The name of the type, for messages. */
    String name();

    /** Appends the encoding of a value. */
    void encode(T value, ByteSink out);

    /**
     * Appends the encoding of a number, without boxing it; for {@code emit} with a {@code long}.
     *
     * @throws IllegalArgumentException when values of this type are not made from a {@code long}
     */
    default void encodeLong(long value, ByteSink out) {
        throw new IllegalArgumentException("emit with a number needs a value of type LONG, not " + name());
    }

    /** Makes a decoder for the use of one thread. */
    Decoder<T> decoder();

    /** Appends what a line of text shows for an encoded value. */
    void render(byte[] bytes, int offset, int length, ByteSink out);

    /**
     * Turns bytes back into values.
     *
     * @param <T> the kind of value
     */
    @FunctionalInterface
    interface Decoder<T> {
        /** The value that a range of bytes encodes; it may be a view that the next call reuses. */
        T decode(byte[] bytes, int offset, int length);
    }
}
