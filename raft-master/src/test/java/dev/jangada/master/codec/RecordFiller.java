package dev.jangada.master.codec;

import dev.jangada.api.JobId;
import dev.jangada.coordinator.Blob;
import dev.jangada.coordinator.WorkerId;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * Makes records in which every component differs from its default and from every other, so that a codec that leaves one
 * out is found. Constants of enums and kinds of sealed interfaces take turns.
 */
final class RecordFiller {
    private int count;

    Object fill(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type element = generic.getActualTypeArguments()[0];
            return generic.getRawType() == Optional.class
                    ? Optional.of(fill(element))
                    : List.of(fill(element), fill(element), fill(element));
        }
        Class<?> raw = (Class<?>) type;
        count++;
        if (raw == int.class || raw == Integer.class) {
            return count;
        } else if (raw == long.class || raw == Long.class) {
            return count * 1_000_000_007L;
        } else if (raw == boolean.class) {
            return true;
        } else if (raw == String.class) {
            return "text " + count;
        } else if (raw == JobId.class) {
            return new JobId("job-" + count);
        } else if (raw == WorkerId.class) {
            return new WorkerId("w" + count);
        } else if (raw == Blob.class) {
            return Blob.copyOf(new byte[] {(byte) count, (byte) (count >> 8)});
        } else if (raw.isEnum()) {
            return raw.getEnumConstants()[count % raw.getEnumConstants().length];
        } else if (raw.isSealed()) {
            return fill(raw.getPermittedSubclasses()[count % raw.getPermittedSubclasses().length]);
        }
        return fillRecord(raw);
    }

    private Object fillRecord(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = fill(components[i].getGenericType());
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("can't fill " + type, e);
        }
    }
}
