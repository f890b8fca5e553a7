package dev.jangada.api.plan;

import dev.jangada.api.ByteSink;
import dev.jangada.api.CombineFunction;
import dev.jangada.api.ReduceFunction;
import dev.jangada.api.Type;
import dev.jangada.api.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;

/**
 * A sum of 128 bits and how many numbers are in it: exact, so that a mean is the same in whatever order its numbers come.
 *
 * @param high the upper half of the sum
 * @param low the lower half, unsigned
 * @param count how many numbers, at least 1
 */
record Mean(long high, long low, long count) {
    static final Type<Object> TYPE = new MeanType();

    static final CombineFunction<Object, Object> COMBINE = (key, means, out) -> out.emit(sum(means));

    static final ReduceFunction<Object, Object, Object, Object> REDUCE =
            (key, means, out) -> out.emit(key, sum(means).value());

    static Mean of(long number) {
        return new Mean(number >> 63, number, 1);
    }

    Mean plus(Mean other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new Mean(high + other.high + carry, sum, count + other.count);
    }

    private static Mean sum(Values<Object> means) {
        Mean sum = new Mean(0, 0, 0);
        for (Object mean : means) {
            sum = sum.plus((Mean) mean);
        }
        return sum;
    }

    /** Rounded once to 34 digits, and from these to a double. */
    Double value() {
        BigInteger sum = BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(new BigInteger(Long.toUnsignedString(low)));
        return new BigDecimal(sum)
                .divide(BigDecimal.valueOf(count), MathContext.DECIMAL128)
                .doubleValue();
    }

    /** Takes numbers as means of themselves; their order says nothing, so these are no keys. */
    private static final class MeanType implements Type<Object> {
        @Override
        public String name() {
            return "MEAN";
        }

        @Override
        public void encode(Object value, ByteSink out) {
            Mean mean = value instanceof Mean known ? known : of((Long) value);
            out.writeLong(mean.high);
            out.writeLong(mean.low);
            out.writeLong(mean.count);
        }

        @Override
        public void encodeLong(long value, ByteSink out) {
            encode(of(value), out);
        }

        @Override
        public Decoder<Object> decoder() {
            return (bytes, offset, length) -> {
                ByteBuffer three = ByteBuffer.wrap(bytes, offset, length);
                return new Mean(three.getLong(), three.getLong(), three.getLong());
            };
        }

        @Override
        public void render(byte[] bytes, int offset, int length, ByteSink out) {
            out.writeAscii(String.valueOf(((Mean) decoder().decode(bytes, offset, length)).value()));
        }
    }
}
