package dev.jangada.houserules;

import java.util.ArrayList;
import java.util.List;

/**
 * A fault that the tests have to cover, from {@code scenarios.txt}.
 *
 * @param row the row of the table that it belongs to
 * @param id what a test names in {@code @Tag("scenario:ID")}
 * @param what happens
 * @param whyNot why no test covers it; empty if one should
 */
record Scenario(String row, String id, String what, String whyNot) {

    /** The scenarios of a list, in its order. */
    static List<Scenario> parse(List<String> lines) {
        List<Scenario> scenarios = new ArrayList<>();
        String row = "";
        for (String line : lines) {
            if (line.startsWith("ROW ")) {
                row = line.substring(4).strip();
            } else if (!line.isBlank() && !line.startsWith("#")) {
                String[] fields = line.split("\\|", -1);
                if (fields.length < 2) {
                    throw new IllegalArgumentException("scenarios.txt: not 'id | what': " + line);
                }
                String whyNot = fields.length > 2 ? fields[2].strip() : "";
                scenarios.add(new Scenario(row, fields[0].strip(), fields[1].strip(), whyNot));
            }
        }
        return scenarios;
    }
}
