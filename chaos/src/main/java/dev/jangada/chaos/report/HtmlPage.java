package dev.jangada.chaos.report;

import dev.jangada.chaos.report.ChaosReport.Section;
import dev.jangada.chaos.run.RunResult;
import dev.jangada.chaos.run.Timeline;
import dev.jangada.chaos.run.Timeline.What;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as one page, with the time line as a picture: a lane for each kind of entry, its words on hovering. */
final class HtmlPage {
    private static final int WIDTH = 1_200;
    private static final int LEFT = 130;
    private static final int LANE = 34;
    private static final int TOP = 10;
    private static final List<What> LANES =
            List.of(What.FAULT, What.ELECTION, What.WHOLE, What.WORK_RESUMED, What.VIOLATION);
    private static final String STYLE = "body{font:14px/1.4 sans-serif;margin:2em;max-width:1240px;color:#222}"
            + "table{border-collapse:collapse;margin:0 0 1.5em}td,th{border:1px solid #ccc;padding:3px 8px;text-align:left}"
            + "pre{background:#f6f6f6;padding:1em;overflow:auto;font-size:12px}svg{background:#fafafa;border:1px solid #ccc}"
            + ".ok{color:#060}.bad{color:#b00}";
    private static final Map<What, String> COLOURS = new EnumMap<>(Map.of(
            What.FAULT, "#c0392b",
            What.ELECTION, "#8e44ad",
            What.WHOLE, "#2980b9",
            What.WORK_RESUMED, "#27ae60",
            What.VIOLATION, "#000000"));

    private final RunResult result;
    private final String title;
    private final List<Section> sections;

    HtmlPage(RunResult result, String title, List<Section> sections) {
        this.result = result;
        this.title = title;
        this.sections = sections;
    }

    String text() {
        StringBuilder page = new StringBuilder(
                        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escape(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1 class=\"")
                .append(result.isGreen() ? "ok" : "bad")
                .append("\">")
                .append(escape(title))
                .append("</h1>\n")
                .append(picture());
        for (Section section : sections) {
            page.append("<h2>").append(escape(section.title())).append("</h2>\n<table>\n");
            row(page, "th", section.columns());
            section.rows().forEach(row -> row(page, "td", row));
            page.append("</table>\n");
        }
        page.append("<h2>Time line</h2>\n<pre>");
        result.timeline()
                .entries()
                .forEach(entry -> page.append(escape(entry.toString())).append('\n'));
        return page.append("</pre>\n</body></html>\n").toString();
    }

    private static void row(StringBuilder page, String tag, List<String> cells) {
        page.append("<tr>");
        for (String cell : cells) {
            page.append('<')
                    .append(tag)
                    .append('>')
                    .append(escape(cell))
                    .append("</")
                    .append(tag)
                    .append('>');
        }
        page.append("</tr>\n");
    }

    private String picture() {
        List<Timeline.Entry> entries = result.timeline().entries();
        double span = Math.max(1, entries.isEmpty() ? 1 : millis(entries.get(entries.size() - 1)));
        int height = TOP + LANES.size() * LANE + 20;
        StringBuilder svg = new StringBuilder("<svg width=\"%d\" height=\"%d\">\n".formatted(WIDTH, height));
        for (What lane : LANES) {
            int y = TOP + LANES.indexOf(lane) * LANE;
            svg.append("<text x=\"8\" y=\"%d\" font-size=\"12\">%s</text>\n"
                    .formatted(y + 20, lane.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
        for (int i = 0; i < entries.size(); i++) {
            Timeline.Entry entry = entries.get(i);
            int lane = LANES.indexOf(entry.what());
            if (lane >= 0) {
                double x = LEFT + millis(entry) / span * (WIDTH - LEFT - 20);
                double end = entry.what() == What.FAULT ? LEFT + healed(entries, i) / span * (WIDTH - LEFT - 20) : x;
                svg.append("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" opacity=\"0.8\">"
                                .formatted(
                                        x,
                                        TOP + lane * LANE + 4,
                                        Math.max(3, end - x),
                                        LANE - 10,
                                        COLOURS.getOrDefault(entry.what(), "#555")))
                        .append("<title>")
                        .append(escape(entry.toString()))
                        .append("</title></rect>\n");
            }
        }
        svg.append("<text x=\"%d\" y=\"%d\" font-size=\"11\">0 s</text>".formatted(LEFT, height - 5));
        svg.append("<text x=\"%d\" y=\"%d\" font-size=\"11\" text-anchor=\"end\">%.0f s</text>\n"
                .formatted(WIDTH - 10, height - 5, span / 1000));
        return svg.append("</svg>\n").toString();
    }

    /** When the fault that begins with an entry was healed. */
    private static double healed(List<Timeline.Entry> entries, int begin) {
        for (int i = begin; i < entries.size(); i++) {
            if (entries.get(i).what() == What.HEALED) {
                return millis(entries.get(i));
            }
        }
        return millis(entries.get(begin));
    }

    private static double millis(Timeline.Entry entry) {
        return entry.at().toMillis();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
