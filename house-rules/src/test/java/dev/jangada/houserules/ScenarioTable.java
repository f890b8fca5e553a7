package dev.jangada.houserules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The table of scenarios in {@code docs/verification.md}: one line for each, with the tests that cover it. */
record ScenarioTable(List<Scenario> scenarios, List<CoveringTest> tests) {
    private static final Set<String> OF_WHOLE_SYSTEMS = Set.of("processes", "containers");

    /** Tags that name no scenario. */
    List<String> unknownTags() {
        Set<String> known = new HashSet<>();
        scenarios.forEach(scenario -> known.add(scenario.id()));
        return tests.stream()
                .filter(test -> !known.contains(test.scenario()))
                .map(test -> test.type() + "." + test.method() + ": scenario:" + test.scenario())
                .toList();
    }

    /** The lines of the table; {@code result} says what became of a test. */
    List<String> lines(Function<CoveringTest, String> result) {
        List<String> lines = new ArrayList<>();
        lines.add(summary());
        String row = "";
        for (Scenario scenario : scenarios) {
            if (!scenario.row().equals(row)) {
                row = scenario.row();
                lines.add("");
                lines.add("**" + row + "**");
                lines.add("");
                lines.add("| what happens | covered by | runs in | last result |");
                lines.add("|---|---|---|---|");
            }
            lines.addAll(linesOf(scenario, result));
        }
        return lines;
    }

    private String summary() {
        long covered =
                scenarios.stream().filter(scenario -> !of(scenario).isEmpty()).count();
        long whole = scenarios.stream()
                .filter(scenario -> of(scenario).stream().anyMatch(test -> OF_WHOLE_SYSTEMS.contains(test.where())))
                .count();
        return covered + " of " + scenarios.size() + " scenarios are covered, " + whole
                + " of them by tests that start real processes or containers.";
    }

    private List<CoveringTest> of(Scenario scenario) {
        return tests.stream()
                .filter(test -> test.scenario().equals(scenario.id()))
                .toList();
    }

    private List<String> linesOf(Scenario scenario, Function<CoveringTest, String> result) {
        List<CoveringTest> covering = of(scenario);
        if (covering.isEmpty()) {
            String why = scenario.whyNot().isEmpty() ? "no test yet" : scenario.whyNot();
            return List.of("| " + scenario.what() + " | *" + why + "* | | |");
        }
        List<String> lines = new ArrayList<>();
        for (CoveringTest test : covering) {
            String name = test.type().substring(test.type().lastIndexOf('.') + 1) + "." + test.method();
            String what = lines.isEmpty() ? scenario.what() : "";
            lines.add("| " + what + " | `" + name + "` (" + test.module() + ") | " + test.where() + " | "
                    + result.apply(test) + " |");
        }
        return lines;
    }
}
