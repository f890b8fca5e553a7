package dev.jangada.houserules;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A test method that covers a scenario, as its tags say.
 *
 * @param scenario the id in {@code @Tag("scenario:ID")}
 * @param module where it is
 * @param type its class, with the package
 * @param method its name
 * @param startsProcesses whether it, or its class, has {@code @Tag("processes")}: it starts real server processes
 */
record CoveringTest(String scenario, String module, String type, String method, boolean startsProcesses) {
    private static final Pattern TAG = Pattern.compile("@Tag\\(\\s*\"([^\"]+)\"\\s*\\)");
    private static final String SCENARIO = "scenario:";
    private static final String PROCESSES = "processes";

    /** All of them in {@code files}, in the order of the files. */
    static List<CoveringTest> in(List<SourceFile> files) {
        List<SourceFile> tests = files.stream()
                .filter(file -> file.isTest() && file.text().contains("\"" + SCENARIO))
                .toList();
        if (tests.isEmpty()) {
            return List.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task =
                (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none", "-Xlint:none"), null, tests);
        List<CoveringTest> found = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                String path = unit.getSourceFile().toUri().getPath().substring(1);
                new Finder(path.substring(0, path.indexOf('/')), unit, found).scan(unit, "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Where it runs, in words. */
    String where() {
        if (startsProcesses) {
            return type.contains(".docker.") ? "containers" : "processes";
        }
        if (type.endsWith("SimTest")) {
            return "simulator";
        }
        return type.endsWith("IT") ? "servers in one process" : "fast test";
    }

    private static List<String> tags(ModifiersTree modifiers) {
        List<String> tags = new ArrayList<>();
        for (AnnotationTree annotation : modifiers.getAnnotations()) {
            Matcher matcher = TAG.matcher(annotation.toString());
            while (matcher.find()) {
                tags.add(matcher.group(1));
            }
        }
        return tags;
    }

    private static final class Finder extends TreeScanner<Void, String> {
        private final String module;
        private final String packageName;
        private final List<CoveringTest> found;
        private boolean classStartsProcesses;

        Finder(String module, CompilationUnitTree unit, List<CoveringTest> found) {
            this.module = module;
            this.packageName = String.valueOf(unit.getPackageName());
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree node, String outer) {
            boolean before = classStartsProcesses;
            classStartsProcesses |= tags(node.getModifiers()).contains(PROCESSES);
            String name =
                    outer.isEmpty() ? packageName + "." + node.getSimpleName() : outer + "$" + node.getSimpleName();
            super.visitClass(node, name);
            classStartsProcesses = before;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree node, String type) {
            List<String> tags = tags(node.getModifiers());
            for (String tag : tags) {
                if (tag.startsWith(SCENARIO)) {
                    boolean processes = classStartsProcesses || tags.contains(PROCESSES);
                    String method = node.getName().toString();
                    found.add(new CoveringTest(tag.substring(SCENARIO.length()), module, type, method, processes));
                }
            }
            return null;
        }
    }
}
