package dev.jangada.api;

import java.util.Arrays;

/** How one component of a {@link RecordType} is encoded, so that encodings compare as unsigned bytes as values do. */
abstract class FieldCoding {
    private final String typeName;

    private FieldCoding(String typeName) {
        this.typeName = typeName;
    }

    /**
     * The coding of a component.
     *
     * @throws IllegalArgumentException when there is none for this class
     */
    static FieldCoding of(Class<?> type, boolean isLast) {
        String name = type.getSimpleName();
        if (type == String.class) {
            return text(name, Type.STRING, isLast);
        } else if (type == Utf8.class) {
            return text(name, Type.TEXT, isLast);
        } else if (type == byte[].class) {
            return text(name, Type.BYTES, isLast);
        } else if (type == long.class) {
            return new Fixed<>(name, Type.LONG, Long.BYTES);
        } else if (type == int.class) {
            return new Ints(name);
        } else if (type == double.class) {
            return new Fixed<>(name, Type.DOUBLE, Double.BYTES);
        } else if (type == boolean.class) {
            return new Booleans(name);
        }
        throw new IllegalArgumentException("its type " + type.getName()
                + " has no order that is known: use String, Utf8, byte[], long, int, double or boolean");
    }

    private static <T> FieldCoding text(String name, Type<T> type, boolean isLast) {
        return isLast ? new Rest<>(name, type) : new Escaped<>(name, type);
    }

    final String typeName() {
        return typeName;
    }

    abstract void encode(Object value, ByteSink out);

    /** Where the component that begins at {@code at} ends; -1 or more than {@code end} if it does not. */
    abstract int end(byte[] bytes, int at, int end);

    abstract Object decode(byte[] bytes, int from, int to);

    abstract void render(byte[] bytes, int from, int to, ByteSink out);

    /** Values of a number of bytes that does not vary. */
    private static final class Fixed<T> extends FieldCoding {
        private final Type<T> type;
        private final int length;

        Fixed(String name, Type<T> type, int length) {
            super(name);
            this.type = type;
            this.length = length;
        }

        @Override
        @SuppressWarnings("unchecked")
        void encode(Object value, ByteSink out) {
            type.encode((T) value, out);
        }

        @Override
        int end(byte[] bytes, int at, int end) {
            return at + length;
        }

        @Override
        Object decode(byte[] bytes, int from, int to) {
            return type.decoder().decode(bytes, from, to - from);
        }

        @Override
        void render(byte[] bytes, int from, int to, ByteSink out) {
            type.render(bytes, from, to - from, out);
        }
    }

    /** As {@link Type#LONG}. */
    private static final class Ints extends FieldCoding {
        Ints(String name) {
            super(name);
        }

        @Override
        void encode(Object value, ByteSink out) {
            Type.LONG.encode(((Integer) value).longValue(), out);
        }

        @Override
        int end(byte[] bytes, int at, int end) {
            return at + Long.BYTES;
        }

        @Override
        Object decode(byte[] bytes, int from, int to) {
            long value = Type.LONG.decoder().decode(bytes, from, to - from);
            if (value != (int) value) {
                throw new IllegalArgumentException(value + " is no int");
            }
            return (int) value;
        }

        @Override
        void render(byte[] bytes, int from, int to, ByteSink out) {
            Type.LONG.render(bytes, from, to - from, out);
        }
    }

    private static final class Booleans extends FieldCoding {
        Booleans(String name) {
            super(name);
        }

        @Override
        void encode(Object value, ByteSink out) {
            out.write((byte) (((Boolean) value) ? 1 : 0));
        }

        @Override
        int end(byte[] bytes, int at, int end) {
            return at + 1;
        }

        @Override
        Object decode(byte[] bytes, int from, int to) {
            return bytes[from] != 0;
        }

        @Override
        void render(byte[] bytes, int from, int to, ByteSink out) {
            out.writeAscii(String.valueOf(bytes[from] != 0));
        }
    }

    /** Bytes that go on to the end. */
    private static final class Rest<T> extends FieldCoding {
        private final Type<T> type;

        Rest(String name, Type<T> type) {
            super(name);
            this.type = type;
        }

        @Override
        @SuppressWarnings("unchecked")
        void encode(Object value, ByteSink out) {
            type.encode((T) value, out);
        }

        @Override
        int end(byte[] bytes, int at, int end) {
            return end;
        }

        @Override
        Object decode(byte[] bytes, int from, int to) {
            return type.decoder().decode(bytes, from, to - from);
        }

        @Override
        void render(byte[] bytes, int from, int to, ByteSink out) {
            type.render(bytes, from, to - from, out);
        }
    }

    /** Bytes with an end mark, and what looks like one escaped. */
    private static final class Escaped<T> extends FieldCoding {
        private static final byte ESCAPE = 0;
        private static final byte ESCAPED_ZERO = 1;
        private static final byte END = 0;
        private static final int END_BYTES = 2;

        private final Type<T> type;

        Escaped(String name, Type<T> type) {
            super(name);
            this.type = type;
        }

        @Override
        @SuppressWarnings("unchecked")
        void encode(Object value, ByteSink out) {
            int start = out.length();
            type.encode((T) value, out);
            escape(out, start);
            out.write(ESCAPE);
            out.write(END);
        }

        private static void escape(ByteSink out, int start) {
            int zero = start;
            while (zero < out.length() && out.bytes()[zero] != ESCAPE) {
                zero++;
            }
            if (zero == out.length()) {
                return;
            }
            byte[] rest = Arrays.copyOfRange(out.bytes(), zero, out.length());
            out.truncate(zero);
            for (byte b : rest) {
                out.write(b);
                if (b == ESCAPE) {
                    out.write(ESCAPED_ZERO);
                }
            }
        }

        @Override
        int end(byte[] bytes, int at, int end) {
            for (int i = at; i + 1 < end; i++) {
                if (bytes[i] == ESCAPE) {
                    if (bytes[i + 1] == END) {
                        return i + END_BYTES;
                    }
                    i++;
                }
            }
            return -1;
        }

        @Override
        Object decode(byte[] bytes, int from, int to) {
            byte[] plain = plain(bytes, from, to);
            return type.decoder().decode(plain, 0, plain.length);
        }

        private static byte[] plain(byte[] bytes, int from, int to) {
            byte[] plain = new byte[to - END_BYTES - from];
            int length = 0;
            for (int i = from; i < to - END_BYTES; i++) {
                plain[length++] = bytes[i];
                if (bytes[i] == ESCAPE) {
                    i++;
                }
            }
            return length == plain.length ? plain : Arrays.copyOf(plain, length);
        }

        @Override
        void render(byte[] bytes, int from, int to, ByteSink out) {
            byte[] plain = plain(bytes, from, to);
            out.write(plain, 0, plain.length);
        }
    }
}
