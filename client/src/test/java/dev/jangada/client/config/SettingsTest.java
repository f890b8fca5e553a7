package dev.jangada.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final List<Setting> KNOWN = List.of(
            Setting.of("id", "NAME", "", "its name"),
            Setting.of("slots", "N", "4", "how many"),
            Setting.of("api-address", "HOST:PORT", "127.0.0.1:7101", "where"),
            Setting.flag("bootstrap", "found a cluster"));

    @TempDir
    private Path directory;

    private Settings read(Map<String, String> flags, Map<String, String> environment, String file) throws IOException {
        Path path = Files.writeString(directory.resolve("node.properties"), file);
        return Settings.read(KNOWN, flags, environment, Optional.of(path));
    }

    @Test
    void flagBeatsEnvironmentBeatsFileBeatsDefault() throws IOException {
        Settings settings = read(
                Map.of("id", "flag"),
                Map.of("JANGADA_ID", "env", "JANGADA_SLOTS", "7"),
                "id=file\nslots=6\nbootstrap=true");
        assertThat(settings.text("id")).isEqualTo("flag");
        assertThat(settings.number("slots", 1)).isEqualTo(7);
        assertThat(settings.isOn("bootstrap")).isTrue();
        assertThat(settings.address("api-address")).hasToString("127.0.0.1:7101");
        settings.check();
        assertThat(settings.print().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "id = flag # --id",
                        "slots = 7 # JANGADA_SLOTS",
                        "api-address = 127.0.0.1:7101 # default",
                        "bootstrap = true # " + directory.resolve("node.properties"));
    }

    @Test
    void allProblemsAreReportedAtOnce() throws IOException {
        Settings settings =
                read(Map.of("slots", "many"), Map.of("JANGADA_API_ADDRESS", "here"), "slotz=3\nbootstrap=yes");
        settings.text("id");
        settings.number("slots", 1);
        settings.address("api-address");
        settings.isOn("bootstrap");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(settings::check)
                .withMessageContaining("5 settings are wrong")
                .withMessageContaining("there is no setting 'slotz'; there are id, slots, api-address, bootstrap")
                .withMessageContaining("id is missing: give --id, JANGADA_ID or 'id' in the file of --config")
                .withMessageContaining("slots = 'many' (from --slots): must be a whole number")
                .withMessageContaining("api-address = 'here' (from JANGADA_API_ADDRESS): 'here' has no port")
                .withMessageContaining("bootstrap = 'yes'");
    }

    @Test
    void missingFileIsAProblemAmongOthers() {
        Settings settings = Settings.read(KNOWN, Map.of(), Map.of(), Optional.of(directory.resolve("none")));
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(settings::check)
                .withMessageContaining("--config");
    }
}
