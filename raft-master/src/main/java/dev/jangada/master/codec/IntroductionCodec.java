package dev.jangada.master.codec;

import dev.jangada.master.replication.Introduction;
import dev.jangada.master.replication.Introduction.Acquaintance;
import dev.jangada.protocol.v1.IntroductionMessage;
import dev.jangada.protocol.v1.KnownMaster;
import dev.jangada.protocol.v1.RequestHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How masters introduce themselves to each other. */
public final class IntroductionCodec {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern ADDRESS = Pattern.compile("[!-~]{1,260}");
    private static final int KNOWN_MAX = 1_000;

    private IntroductionCodec() {}

    /** As it is sent. */
    public static IntroductionMessage encode(Introduction introduction) {
        IntroductionMessage.Builder message = IntroductionMessage.newBuilder()
                .setHeader(RequestHeader.newBuilder().setClusterId(introduction.cluster()))
                .setMaster(introduction.master())
                .setApiAddress(introduction.api())
                .setDisk(introduction.disk())
                .setBoot(introduction.boot())
                .setStart(introduction.start())
                .setGeneration(introduction.generation())
                .setIndex(introduction.index())
                .setRuns(introduction.runs());
        for (Acquaintance known : introduction.known()) {
            message.addKnown(KnownMaster.newBuilder()
                    .setMaster(known.master())
                    .setApiAddress(known.api())
                    .setDisk(known.disk())
                    .setBoot(known.boot())
                    .setStart(known.start())
                    .setIndex(known.index()));
        }
        return message.build();
    }

    /** As it was said. What it says ends up in a file of lines, so every word is checked. */
    public static Introduction decode(IntroductionMessage message) throws MalformedMessageException {
        if (message.getKnownCount() > KNOWN_MAX) {
            throw new MalformedMessageException("a master knows " + message.getKnownCount() + " others");
        }
        List<Acquaintance> known = new ArrayList<>();
        for (KnownMaster one : message.getKnownList()) {
            known.add(new Acquaintance(
                    word("master", one.getMaster()),
                    address(one.getApiAddress()),
                    word("disk", one.getDisk()),
                    one.getBoot(),
                    word("start", one.getStart()),
                    one.getIndex()));
        }
        return new Introduction(
                word("cluster", message.getHeader().getClusterId()),
                word("master", message.getMaster()),
                address(message.getApiAddress()),
                message.getDisk().isEmpty() ? "" : word("disk", message.getDisk()),
                message.getBoot(),
                word("start", message.getStart()),
                message.getGeneration(),
                message.getIndex(),
                message.getRuns(),
                known);
    }

    private static String word(String what, String text) throws MalformedMessageException {
        if (!WORD.matcher(text).matches()) {
            throw new MalformedMessageException("'" + text + "' is no id of a " + what);
        }
        return text;
    }

    private static String address(String text) throws MalformedMessageException {
        if (!ADDRESS.matcher(text).matches()) {
            throw new MalformedMessageException("'" + text + "' is no address");
        }
        return text;
    }
}
