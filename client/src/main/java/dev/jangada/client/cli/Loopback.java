package dev.jangada.client.cli;

import dev.jangada.client.config.Setting;
import dev.jangada.client.config.Settings;
import dev.jangada.client.rpc.HostPort;

/** Nothing here is encrypted yet, so nothing listens beyond this machine unless somebody insists. */
final class Loopback {
    static final Setting EXCEPTION = Setting.flag(
            "allow-plaintext-beyond-loopback",
            "listen on other addresses than loopback though nothing is encrypted or authenticated");

    private Loopback() {}

    /** Notes a problem if a host to listen on is beyond loopback and that is not allowed. */
    static void check(Settings settings, String key, String host) {
        boolean isLoopback = host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
        if (!isLoopback && !settings.isOn(EXCEPTION.key())) {
            settings.problem(
                    key,
                    "'" + host + "' is reachable from other machines, and nothing is encrypted: use a loopback address,"
                            + " or in a network that you trust add " + EXCEPTION.option());
        }
    }

    static void checkAddress(Settings settings, String key, String address) {
        check(settings, key, HostPort.parse(address).host());
    }
}
