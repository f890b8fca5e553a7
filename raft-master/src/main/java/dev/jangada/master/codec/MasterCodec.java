package dev.jangada.master.codec;

import dev.jangada.master.replication.Leadership.MasterAddress;
import dev.jangada.protocol.v1.NewMaster;
import java.util.regex.Pattern;

/** Masters, as operators name them. */
public final class MasterCodec {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern ADDRESS = Pattern.compile("\\S{1,250}:[1-9][0-9]{0,4}");

    private MasterCodec() {}

    /** A master that is to be added. */
    public static MasterAddress decode(NewMaster message) throws MalformedMessageException {
        if (!ID.matcher(message.getId()).matches()) {
            throw new MalformedMessageException("'" + message.getId() + "' is no id of a master");
        }
        for (String address : new String[] {message.getRaftAddress(), message.getApiAddress()}) {
            if (!ADDRESS.matcher(address).matches()) {
                throw new MalformedMessageException("'" + address + "' is no address of a master: write host:port");
            }
        }
        return new MasterAddress(
                message.getId(), message.getRaftAddress(), message.getApiAddress(), message.getHttpAddress());
    }
}
