package dev.jangada.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The types behind the constants of {@link Type}. */
final class BuiltInTypes {

    private static final VarHandle LONG_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BuiltInTypes() {}

    static Type<Utf8> text() {
        return new Text();
    }

    static Type<String> string() {
        return new Strings();
    }

    static Type<Long> longs() {
        return new Longs();
    }

    static Type<Double> doubles() {
        return new Doubles();
    }

    static Type<byte[]> bytes() {
        return new Bytes();
    }

    private static long readLong(byte[] bytes, int offset, int length, String type) {
        if (length != Long.BYTES) {
            throw new IllegalArgumentException("a " + type + " is 8 bytes long, not " + length);
        }
        return (long) LONG_BYTES.get(bytes, offset);
    }

    private static final class Text implements Type<Utf8> {
        @Override
        public String name() {
            return "TEXT";
        }

        @Override
        public void encode(Utf8 value, ByteSink out) {
            out.write(value.bytes(), value.offset(), value.length());
        }

        @Override
        public Decoder<Utf8> decoder() {
            return new Utf8()::point;
        }

        @Override
        public void render(byte[] bytes, int offset, int length, ByteSink out) {
            out.write(bytes, offset, length);
        }
    }

    private static final class Strings implements Type<String> {
        @Override
        public String name() {
            return "STRING";
        }

        @Override
        public void encode(String value, ByteSink out) {
            out.writeUtf8(value);
        }

        @Override
        public Decoder<String> decoder() {
            return (bytes, offset, length) -> new String(bytes, offset, length, StandardCharsets.UTF_8);
        }

        @Override
        public void render(byte[] bytes, int offset, int length, ByteSink out) {
            out.write(bytes, offset, length);
        }
    }

    private static final class Longs implements Type<Long> {
        @Override
        public String name() {
            return "LONG";
        }

        @Override
        public void encode(Long value, ByteSink out) {
            encodeLong(value, out);
        }

        @Override
        public void encodeLong(long value, ByteSink out) {
            out.writeLong(value ^ Long.MIN_VALUE);
        }

        @Override
        public Decoder<Long> decoder() {
            return (bytes, offset, length) -> readLong(bytes, offset, length, "LONG") ^ Long.MIN_VALUE;
        }

        @Override
        public void render(byte[] bytes, int offset, int length, ByteSink out) {
            out.writeDecimal(readLong(bytes, offset, length, "LONG") ^ Long.MIN_VALUE);
        }
    }

    /** Positive numbers get the sign bit flipped, negative ones all bits: then unsigned order is numeric order. */
    private static final class Doubles implements Type<Double> {
        @Override
        public String name() {
            return "DOUBLE";
        }

        @Override
        public void encode(Double value, ByteSink out) {
            long bits = Double.doubleToLongBits(value);
            out.writeLong(bits ^ ((bits >> 63) | Long.MIN_VALUE));
        }

        @Override
        public void encodeLong(long value, ByteSink out) {
            encode((double) value, out);
        }

        @Override
        public Decoder<Double> decoder() {
            return Doubles::read;
        }

        @Override
        public void render(byte[] bytes, int offset, int length, ByteSink out) {
            out.writeAscii(Double.toString(read(bytes, offset, length)));
        }

        private static double read(byte[] bytes, int offset, int length) {
            long encoded = readLong(bytes, offset, length, "DOUBLE");
            return Double.longBitsToDouble(encoded ^ (~(encoded >> 63) | Long.MIN_VALUE));
        }
    }

    private static final class Bytes implements Type<byte[]> {
        @Override
        public String name() {
            return "BYTES";
        }

        @Override
        public void encode(byte[] value, ByteSink out) {
            out.write(value, 0, value.length);
        }

        @Override
        public Decoder<byte[]> decoder() {
            return (bytes, offset, length) -> Arrays.copyOfRange(bytes, offset, offset + length);
        }

        @Override
        public void render(byte[] bytes, int offset, int length, ByteSink out) {
            out.write(bytes, offset, length);
        }
    }
}
