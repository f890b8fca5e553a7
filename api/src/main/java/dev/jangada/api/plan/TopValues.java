package dev.jangada.api.plan;

import dev.jangada.api.ByteSink;
import dev.jangada.api.CombineFunction;
import dev.jangada.api.ReduceFunction;
import dev.jangada.api.Type;
import dev.jangada.api.Values;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** The greatest values of a key by their encoding, a bounded number of them. */
final class TopValues {
    private final Type<Object> type;
    private final int most;

    TopValues(Type<Object> type, int most) {
        this.type = type;
        this.most = most;
    }

    CombineFunction<Object, Object> combine() {
        return (key, values, out) -> emit(values, out::emit);
    }

    ReduceFunction<Object, Object, Object, Object> reduce() {
        return (key, values, out) -> emit(values, value -> out.emit(key, value));
    }

    private void emit(Values<Object> values, Consumer<Object> out) {
        PriorityQueue<byte[]> greatest = new PriorityQueue<>(Arrays::compareUnsigned);
        ByteSink encoded = new ByteSink(64);
        for (Object value : values) {
            encoded.clear();
            type.encode(value, encoded);
            byte[] bytes = encoded.bytes();
            int length = encoded.length();
            byte[] least = greatest.peek();
            boolean hasRoom = greatest.size() < most;
            if (hasRoom || (least != null && Arrays.compareUnsigned(least, 0, least.length, bytes, 0, length) < 0)) {
                greatest.add(Arrays.copyOf(bytes, length));
            }
            if (greatest.size() > most) {
                greatest.remove();
            }
        }
        Type.Decoder<Object> decoder = type.decoder();
        List<byte[]> descending =
                greatest.stream().sorted((a, b) -> Arrays.compareUnsigned(b, a)).toList();
        descending.forEach(bytes -> out.accept(decoder.decode(bytes, 0, bytes.length)));
    }
}
