package dev.jangada.api;

import java.util.Arrays;

/** How one component of a {@link RecordType} is encoded, so that encodings compare as unsigned bytes as values do. */
class FieldCoding {
    /** Of a coding that goes on to the end of the record. */
    private static final int TO_THE_END = -1;

    private final String typeName;
    private final Type<Object> type;
    private final int length;

    private FieldCoding(String typeName, Type<?> type, int length) {
        this.typeName = typeName;
        this.type = erased(type);
        this.length = length;
    }

    /** A coding is used only with values of the class that it is chosen for. */
    @SuppressWarnings("unchecked")
    private static Type<Object> erased(Type<?> type) {
        return (Type<Object>) type;
    }

    /**
     * The coding of a component.
     *
     * @throws IllegalArgumentException when there is none for this class
     */
    static FieldCoding of(Class<?> component, boolean isLast) {
        String name = component.getSimpleName();
        if (component == String.class) {
            return text(name, Type.STRING, isLast);
        } else if (component == Utf8.class) {
            return text(name, Type.TEXT, isLast);
        } else if (component == byte[].class) {
            return text(name, Type.BYTES, isLast);
        } else if (component == long.class) {
            return new FieldCoding(name, Type.LONG, Long.BYTES);
        } else if (component == int.class) {
            return new FieldCoding(name, new Ints(), Long.BYTES);
        } else if (component == double.class) {
            return new FieldCoding(name, Type.DOUBLE, Double.BYTES);
        } else if (component == boolean.class) {
            return new FieldCoding(name, new Booleans(), 1);
        }
        throw new IllegalArgumentException("its type " + component.getName()
                + " has no order that is known: use String, Utf8, byte[], long, int, double or boolean");
    }

    private static FieldCoding text(String name, Type<?> type, boolean isLast) {
        return isLast ? new FieldCoding(name, type, TO_THE_END) : new Escaped(name, type);
    }

    final String typeName() {
        return typeName;
    }

    void encode(Object value, ByteSink out) {
        type.encode(value, out);
    }

    /** Where the component that begins at {@code at} ends; -1 or more than {@code end} if it does not. */
    int end(byte[] bytes, int at, int end) {
        return length == TO_THE_END ? end : at + length;
    }

    Object decode(byte[] bytes, int from, int to) {
        return type.decoder().decode(bytes, from, to - from);
    }

    void render(byte[] bytes, int from, int to, ByteSink out) {
        type.render(bytes, from, to - from, out);
    }

    /** As {@link Type#LONG}. */
    private static final class Ints implements Type<Integer> {
        @Override
        public String name() {
            return "INT";
        }

        @Override
        public void encode(Integer value, ByteSink out) {
            LONG.encodeLong(value, out);
        }

        @Override
        public Decoder<Integer> decoder() {
            return (bytes, offset, length) -> {
                long value = LONG.decoder().decode(bytes, offset, length);
                if (value != (int) value) {
                    throw new IllegalArgumentException(value + " is no int");
                }
                return (int) value;
            };
        }

        @Override
        public void render(byte[] bytes, int offset, int length, ByteSink out) {
            LONG.render(bytes, offset, length, out);
        }
    }

    private static final class Booleans implements Type<Boolean> {
        @Override
        public String name() {
            return "BOOLEAN";
        }

        @Override
        public void encode(Boolean value, ByteSink out) {
            out.write((byte) (value ? 1 : 0));
        }

        @Override
        public Decoder<Boolean> decoder() {
            return (bytes, offset, length) -> bytes[offset] != 0;
        }

        @Override
        public void render(byte[] bytes, int offset, int length, ByteSink out) {
            out.writeAscii(String.valueOf(bytes[offset] != 0));
        }
    }

    /** Bytes with an end mark, and what looks like one escaped. */
    private static final class Escaped extends FieldCoding {
        private static final byte ESCAPE = 0;
        private static final byte ESCAPED_ZERO = 1;
        private static final byte END = 0;
        private static final int END_BYTES = 2;

        Escaped(String name, Type<?> type) {
            super(name, type, TO_THE_END);
        }

        @Override
        void encode(Object value, ByteSink out) {
            int start = out.length();
            super.encode(value, out);
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
            return super.decode(plain, 0, plain.length);
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
            super.render(plain, 0, plain.length, out);
        }
    }
}
