package dev.jangada.client.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns; a column of numbers is aligned to the right. Used by one thread. */
final class Table {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] numeric;

    /** With a heading for each column; one that ends with {@code #} has numbers below it. */
    Table(String... headings) {
        numeric = new boolean[headings.length];
        String[] shown = new String[headings.length];
        for (int column = 0; column < headings.length; column++) {
            numeric[column] = headings[column].endsWith("#");
            shown[column] =
                    numeric[column] ? headings[column].substring(0, headings[column].length() - 1) : headings[column];
        }
        rows.add(shown);
    }

    void row(Object... cells) {
        String[] row = new String[cells.length];
        for (int column = 0; column < cells.length; column++) {
            row[column] = String.valueOf(cells[column]);
        }
        rows.add(row);
    }

    void print(PrintStream to) {
        int[] widths = new int[numeric.length];
        for (String[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                widths[column] = Math.max(widths[column], row[column].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                String padding = " ".repeat(widths[column] - row[column].length());
                line.append(column == 0 ? "" : GAP)
                        .append(numeric[column] ? padding + row[column] : row[column] + padding);
            }
            to.println(line.toString().stripTrailing());
        }
        to.flush();
    }
}
