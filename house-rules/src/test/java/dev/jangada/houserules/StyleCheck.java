package dev.jangada.houserules;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Parses sources with the JDK's own compiler and asks {@link StyleRules} about each. */
final class StyleCheck {
    private StyleCheck() {}

    static List<String> breaches(List<SourceFile> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavacTask task = (JavacTask)
                compiler.getTask(null, null, diagnostics, List.of("-proc:none", "-Xlint:none"), null, files);
        // The compiler hands out wrappers of our files, which keep the address.
        Map<URI, SourceFile> byAddress =
                files.stream().collect(Collectors.toMap(SourceFile::toUri, Function.identity()));
        List<String> breaches = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                SourceFile file = Objects.requireNonNull(
                        byAddress.get(unit.getSourceFile().toUri()));
                breaches.addAll(
                        StyleRules.breaches(file, unit, Trees.instance(task).getSourcePositions()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        diagnostics.getDiagnostics().forEach(each -> breaches.add("does not parse: " + each));
        breaches.addAll(packagesWithoutPurpose(files));
        return breaches;
    }

    private static List<String> packagesWithoutPurpose(List<SourceFile> files) {
        TreeSet<String> folders = new TreeSet<>();
        files.stream().filter(SourceFile::isMain).map(SourceFile::folder).forEach(folders::add);
        files.stream().filter(SourceFile::isPackageInfo).map(SourceFile::folder).forEach(folders::remove);
        return folders.stream()
                .map(folder -> folder + ":1: no package-info.java: state the package's purpose, @NullMarked")
                .toList();
    }
}
