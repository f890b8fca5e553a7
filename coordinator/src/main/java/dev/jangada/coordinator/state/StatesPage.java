package dev.jangada.coordinator.state;

/** Writes {@code docs/STATES.md}: every state, every transition and a diagram for each noun, from the tables. */
public final class StatesPage {
    private StatesPage() {}

    /** The page in Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder("# States\n\n");
        page.append("Made from the transition tables of `coordinator` (`Transitions.java`); don't edit. To write it ");
        page.append("again: `mvn -pl coordinator test -Dtest=StatesPageTest -Dstates.update=true`.\n");
        for (Transitions<?> table : Transitions.all()) {
            append(page, table);
        }
        return page.toString();
    }

    private static <S extends Enum<S> & Documented> void append(StringBuilder page, Transitions<S> table) {
        page.append("\n## ").append(table.noun()).append("\n\n| state | meaning |\n|---|---|\n");
        for (S state : table.states()) {
            page.append("| ").append(state).append(state.isEnded() ? " (final)" : "");
            page.append(" | ").append(state.meaning()).append(" |\n");
        }
        page.append("\n| from | to | when |\n|---|---|---|\n");
        for (S state : table.initial()) {
            page.append("| | ").append(state).append(" | it begins |\n");
        }
        for (Transitions.Edge<S> edge : table.edges()) {
            page.append("| ").append(edge.from()).append(" | ").append(edge.to());
            page.append(" | ").append(edge.when()).append(" |\n");
        }
        page.append("\n```mermaid\nstateDiagram-v2\n");
        for (S state : table.initial()) {
            page.append("    [*] --> ").append(state).append('\n');
        }
        for (Transitions.Edge<S> edge : table.edges()) {
            page.append("    ")
                    .append(edge.from())
                    .append(" --> ")
                    .append(edge.to())
                    .append('\n');
        }
        for (S state : table.states()) {
            page.append(state.isEnded() ? "    " + state + " --> [*]\n" : "");
        }
        page.append("```\n");
    }
}
