package dev.jangada.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Whether the checks would see a bug: plants those of {@code mutants.txt}, each by itself, and looks with the
 * simulator and with a misled leader. Singly and in short here; {@code -Dmutants.full=true} looks longer, plants all
 * pairs, too, and writes the table of docs/verification.md anew.
 */
class MutantsSimTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = ROOT.resolve("docs/verification.md");
    private static final long WALKS = 120;
    private static final long SCHEDULES = 120;
    private static final long FULL_WALKS = 240;
    private static final long FULL_SCHEDULES = 240;

    @Test
    void everyMutantIsCaught() throws IOException {
        List<String> missed = mutants().parallelStream() // each is loaded by a class loader of its own
                .filter(mutant -> !isCaught(mutant))
                .map(Mutant::name)
                .toList();
        assertThat(missed).as("no check sees these").isEmpty();
    }

    private static boolean isCaught(Mutant mutant) {
        try {
            Optional<Trial.Catch> by = mutant.isMasked() ? unmasked(mutant) : caught(List.of(mutant));
            return by.isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot plant " + mutant.name(), e);
        }
    }

    @Test
    void nothingIsCaughtWhereNothingIsPlanted() {
        assertThat(new MisledTrial().apply(WALKS / 2, Set.of())).isEmpty();
    }

    @Test
    void pageTellsOfEachMutant() throws IOException {
        String table = MutantTable.tableOf(Files.readString(PAGE));
        assertThat(table.lines().filter(line -> line.startsWith("| `")).map(line -> line.split("`")[1]))
                .as("write the table anew, as the page says: -Dmutants.full=true")
                .containsExactlyElementsOf(mutants().stream().map(Mutant::name).toList());
    }

    @Test
    @EnabledIfSystemProperty(named = "mutants.full", matches = "true")
    void everyPairIsCaught() throws IOException {
        List<Mutant> all = mutants();
        MutantTable table = new MutantTable();
        for (Mutant mutant : all) {
            MutantLoader planted = new Trial(List.of(mutant), ROOT).plant();
            System.out.println(table.single(
                    mutant,
                    Trial.look(planted, SimulatorTrial.class, FULL_SCHEDULES),
                    Trial.look(planted, MisledTrial.class, FULL_WALKS),
                    mutant.isMasked() ? unmasked(mutant) : Optional.empty()));
        }
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                List<Mutant> pair = List.of(all.get(i), all.get(j));
                if (isApart(pair)) {
                    System.out.println(table.pair(pair, caughtInTheEnd(pair)));
                }
            }
        }
        Files.writeString(PAGE, table.into(Files.readString(PAGE)), StandardCharsets.UTF_8);
        assertThat(table.missed()).as("what no check sees").isEmpty();
    }

    /** Whether they change different text. */
    private static boolean isApart(List<Mutant> pair) {
        try {
            Mutant.sources(ROOT, pair);
            return true;
        } catch (IllegalStateException | IOException e) {
            return false;
        }
    }

    /** One bug may hide the other from all but a few schedules. */
    private static Optional<Trial.Catch> caughtInTheEnd(List<Mutant> pair) throws IOException {
        Optional<Trial.Catch> soon = caught(pair);
        return soon.isPresent()
                ? soon
                : Trial.look(new Trial(pair, ROOT).plant(), SimulatorTrial.class, FULL_SCHEDULES);
    }

    private static Optional<Trial.Catch> caught(List<Mutant> mutants) throws IOException {
        return caught(mutants, Set.of());
    }

    private static Optional<Trial.Catch> caught(List<Mutant> mutants, Set<String> except) throws IOException {
        MutantLoader planted = new Trial(mutants, ROOT).plant();
        Optional<Trial.Catch> byLeader = Trial.look(planted, MisledTrial.class, WALKS, except);
        return byLeader.or(() -> Trial.look(planted, SimulatorTrial.class, SCHEDULES, except));
    }

    /** What catches a masked mutant together with its mask, and never that one alone. */
    private static Optional<Trial.Catch> unmasked(Mutant mutant) throws IOException {
        String name = mutant.mask().orElseThrow();
        Mutant mask = mutants().stream()
                .filter(other -> other.name().equals(name))
                .findFirst()
                .orElseThrow();
        Set<String> ofMask = new HashSet<>();
        Optional<Trial.Catch> alone = caught(List.of(mask));
        while (alone.isPresent()) {
            ofMask.add(alone.get().check());
            alone = caught(List.of(mask), ofMask);
        }
        return caught(List.of(mutant, mask), ofMask);
    }

    static List<Mutant> mutants() throws IOException {
        return Mutant.read(Files.readString(Path.of("src/test/resources/mutants.txt")));
    }
}
