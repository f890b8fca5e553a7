package dev.jangada.houserules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StyleTest {

    @Test
    void everySourceObeys() throws IOException {
        List<SourceFile> sources = SourceFile.ofAllModules();
        assertThat(sources).as("sources found").hasSizeGreaterThan(20);
        List<String> breaches = StyleCheck.breaches(sources);
        assertThat(breaches)
                .as("%d breaches of style:%n%s", breaches.size(), String.join("\n", breaches))
                .isEmpty();
    }

    @Test
    void longFileIsReported() {
        String lines = "// line\n".repeat(StyleRules.FILE_LINES);
        assertThat(breaches("T", lines + "class T {}\n"))
                .singleElement()
                .asString()
                .contains("501 lines");
        assertThat(breaches("T", lines.substring(8) + "class T {}\n")).isEmpty();
    }

    @Test
    void longMethodIsReported() {
        assertThat(breaches("T", methodOf(StyleRules.METHOD_LINES + 1)))
                .singleElement()
                .asString()
                .startsWith("m/src/main/java/T.java:2: ")
                .contains("long61 has 61 lines");
        assertThat(breaches("T", methodOf(StyleRules.METHOD_LINES))).isEmpty();
    }

    private static String methodOf(int lines) {
        return "class T {\n  void long%d() {\n%s  }\n}\n".formatted(lines, "    run();\n".repeat(lines - 2));
    }

    @Test
    void manyParametersAreReportedExceptInRecords() {
        String eight = "int a, int b, int c, int d, int e, int f, int g, int h";
        assertThat(breaches("T", "class T { void m(" + eight + ") {} }"))
                .singleElement()
                .asString()
                .contains("8 parameters");
        assertThat(breaches("T", "class T { T(" + eight + ") {} }")).hasSize(1);
        assertThat(breaches("T", "class T { void m(" + eight.substring(7) + ") {} }"))
                .isEmpty();
        assertThat(breaches("T", "record T(" + eight + ") { T { run(); } }")).isEmpty();
        assertThat(breaches("T", "record T(" + eight + ") { void m(" + eight + ") {} }"))
                .hasSize(1);
    }

    @Test
    void workLeftForLaterNeedsAReason() {
        String later = "TO" + "DO";
        assertThat(breaches("T", "// " + later + " mend\nclass T {}")).hasSize(1);
        assertThat(breaches("T", "// FIX" + "ME\nclass T {}")).hasSize(1);
        assertThat(breaches("T", "/* XX" + "X */ class T {}")).hasSize(1);
        assertThat(breaches("T", "// " + later + "(reason: )\nclass T {}")).hasSize(1);
        assertThat(breaches("T", "// " + later + "(reason: waits for 2.0) mend\nclass T {}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thread.sleep(1)",
                "java.lang.Thread.sleep(1)",
                "TimeUnit.SECONDS.sleep(1)",
                "MILLISECONDS.sleep(1)"
            })
    void sleepInATestIsReported(String call) {
        String text = "class T { void m() { " + call + "; } }";
        assertThat(StyleCheck.breaches(List.of(new SourceFile("m/src/test/java/T.java", text))))
                .singleElement()
                .asString()
                .contains("sleeps");
        assertThat(breaches("T", text)).as("in main code").isEmpty();
    }

    @Test
    void swallowedFailureIsReported() {
        assertThat(breaches("T", "class T { void m() { try { run(); } catch (Exception ignored) {} } }"))
                .singleElement()
                .asString()
                .contains("swallowed");
        assertThat(breaches("T", "class T { void m() { try { run(); } catch (Exception e) {\n// gone anyway\n} } }"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JobManager", "JobHelper", "JobUtil", "JobUtils", "JobImpl", "JobData"})
    void vagueNameIsReported(String name) {
        assertThat(breaches(name, "class " + name + " {}"))
                .singleElement()
                .asString()
                .contains(name);
        assertThat(breaches("T", "class T { interface " + name + " {} }")).hasSize(1);
        assertThat(breaches("Metadata", "class Metadata {}")).isEmpty();
    }

    @Test
    void packageWithoutPurposeIsReported() {
        SourceFile type = new SourceFile("m/src/main/java/p/T.java", "package p; class T {}");
        SourceFile marked = new SourceFile("m/src/main/java/p/package-info.java", "@NullMarked package p;");
        SourceFile unmarked = new SourceFile("m/src/main/java/p/package-info.java", "package p;");
        assertThat(StyleCheck.breaches(List.of(type)))
                .singleElement()
                .asString()
                .contains("p:1: no package-info.java");
        assertThat(StyleCheck.breaches(List.of(type, unmarked)))
                .singleElement()
                .asString()
                .contains("not @NullMarked");
        assertThat(StyleCheck.breaches(List.of(type, marked))).isEmpty();
    }

    @Test
    void brokenSourceIsReported() {
        assertThat(breaches("T", "class T {")).anyMatch(each -> each.startsWith("does not parse"));
    }

    /** Breaches in a made-up main source, not counting that its package has no package-info. */
    private static List<String> breaches(String name, String text) {
        return StyleCheck.breaches(List.of(new SourceFile("m/src/main/java/" + name + ".java", text))).stream()
                .filter(each -> !each.contains("no package-info"))
                .toList();
    }
}
