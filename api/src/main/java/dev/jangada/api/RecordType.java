package dev.jangada.api;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Java records as keys or values, ordered by their components in turn: the way to sort by several things, and with
 * {@link Mapped#groupBy} to group by the first of them only.
 *
 * <p>Components are {@code String}, {@link Utf8}, {@code byte[]}, {@code long}, {@code int}, {@code double} or
 * {@code boolean}; none may be null. Text that another component follows is encoded with 0x00 as 0x00 0x01 and ends with
 * 0x00 0x00, so that a shorter text comes before all that begin with it; numbers are encoded as {@link Type#LONG} and
 * {@link Type#DOUBLE}, {@code boolean} as one byte. Text shows components with tabs between them.
 *
 * <p>It works by reflection and boxes numbers. A {@link Type} of one's own is faster where that matters.
 *
 * @param <R> the record
 */
public final class RecordType<R extends Record> implements Type<R> {
    private final String name;
    private final List<RecordField> fields;
    private final MethodHandle constructor;

    private RecordType(String name, List<RecordField> fields, MethodHandle constructor) {
        this.name = name;
        this.fields = List.copyOf(fields);
        this.constructor = constructor;
    }

    static <R extends Record> RecordType<R> of(Class<R> record) {
        RecordComponent[] components = record.getRecordComponents();
        if (components == null || components.length == 0) {
            throw new JobDefinitionException(record.getName() + " is no record with components");
        }
        List<RecordField> fields = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            fields.add(field(record, components[i], i == components.length - 1));
        }
        String name = fields.stream()
                .map(field -> field.typeName() + " " + field.name())
                .collect(Collectors.joining(", ", record.getSimpleName() + "(", ")"));
        return new RecordType<>(name, fields, constructor(record, components));
    }

    private static RecordField field(Class<?> record, RecordComponent component, boolean isLast) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            MethodHandle getter = MethodHandles.lookup()
                    .unreflect(accessor)
                    .asType(MethodType.methodType(Object.class, Object.class));
            return new RecordField(component.getName(), getter, FieldCoding.of(component.getType(), isLast));
        } catch (IllegalArgumentException e) {
            throw new JobDefinitionException(
                    "component " + component.getName() + " of record " + record.getName() + ": " + e.getMessage(), e);
        } catch (IllegalAccessException | RuntimeException e) {
            throw new JobDefinitionException("record " + record.getName() + " cannot be reached: " + e, e);
        }
    }

    private static MethodHandle constructor(Class<?> record, RecordComponent[] components) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> canonical = record.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(canonical)
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new JobDefinitionException("record " + record.getName() + " cannot be made: " + e, e);
        }
    }

    /** How many components there are. */
    public int components() {
        return fields.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void encode(R value, ByteSink out) {
        for (RecordField field : fields) {
            field.coding().encode(field.of(value), out);
        }
    }

    @Override
    public Decoder<R> decoder() {
        return (bytes, offset, length) -> {
            Object[] values = new Object[fields.size()];
            int at = offset;
            int end = offset + length;
            for (int i = 0; i < values.length; i++) {
                FieldCoding coding = fields.get(i).coding();
                int next = checkedEnd(coding, bytes, at, end);
                values[i] = coding.decode(bytes, at, next);
                at = next;
            }
            return make(values);
        };
    }

    @SuppressWarnings("unchecked")
    private R make(Object[] values) {
        try {
            return (R) constructor.invoke(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException("a record " + name + " cannot be made: " + e, e);
        }
    }

    private int checkedEnd(FieldCoding coding, byte[] bytes, int at, int end) {
        int next = coding.end(bytes, at, end);
        if (next < 0 || next > end) {
            throw new IllegalArgumentException("the bytes of a " + name + " end too early");
        }
        return next;
    }

    @Override
    public void render(byte[] bytes, int offset, int length, ByteSink out) {
        int at = offset;
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                out.write((byte) '\t');
            }
            FieldCoding coding = fields.get(i).coding();
            int next = checkedEnd(coding, bytes, at, offset + length);
            coding.render(bytes, at, next, out);
            at = next;
        }
    }

    /**
     * How many bytes of an encoded record its first components take. Records of which these bytes are equal are equal in
     * these components.
     *
     * @param components fewer than all
     */
    public int prefixLength(byte[] bytes, int offset, int length, int components) {
        int at = offset;
        for (int i = 0; i < components; i++) {
            at = checkedEnd(fields.get(i).coding(), bytes, at, offset + length);
        }
        return at - offset;
    }

    private record RecordField(String name, MethodHandle getter, FieldCoding coding) {
        String typeName() {
            return coding.typeName();
        }

        Object of(Object record) {
            Object value;
            try {
                value = getter.invoke(record);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalArgumentException("component " + name + " cannot be read: " + e, e);
            }
            if (value == null) {
                throw new IllegalArgumentException("component " + name + " of " + record + " is null");
            }
            return value;
        }
    }
}
