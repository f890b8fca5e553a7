package dev.jangada.master.codec;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Converts the constants of one enum of the core to those of a protobuf enum with the same names behind a prefix. A
 * constant without its counterpart is found when this is made, which is when the class of the codec is loaded.
 */
final class ConstantCodec<C extends Enum<C>, P extends Enum<P>> {
    private final Map<C, P> encoded;
    private final Map<P, C> decoded;

    ConstantCodec(Class<C> core, Class<P> proto, String prefix) {
        Map<C, P> there = new EnumMap<>(core);
        Map<P, C> back = new EnumMap<>(proto);
        for (C constant : core.getEnumConstants()) {
            P counterpart = Enum.valueOf(proto, prefix + constant.name());
            there.put(constant, counterpart);
            back.put(counterpart, constant);
        }
        encoded = Collections.unmodifiableMap(there);
        decoded = Collections.unmodifiableMap(back);
    }

    P encode(C constant) {
        P counterpart = encoded.get(constant);
        if (counterpart == null) {
            throw new IllegalStateException("no counterpart for " + constant);
        }
        return counterpart;
    }

    C decode(P constant) throws MalformedMessageException {
        C counterpart = decoded.get(constant);
        if (counterpart == null) {
            throw new MalformedMessageException("unknown constant " + constant);
        }
        return counterpart;
    }
}
