package dev.jangada.houserules;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How one source file should read. Not thread-safe: one object looks at one file. */
final class StyleRules extends TreeScanner<@Nullable Void, Boolean> {
    static final int FILE_LINES = 500;
    static final int METHOD_LINES = 60;
    static final int PARAMETERS = 7;

    private static final Pattern VAGUE_NAME = Pattern.compile(".*(Manager|Helper|Util|Utils|Impl|Data)");

    // Written in halves, or this file would report itself.
    private static final Pattern LEFT_FOR_LATER =
            Pattern.compile("\\b(?:TO" + "DO\\b(?!\\(reason: [^)]+\\))|FIX" + "ME\\b|XX" + "X\\b)");

    private static final Pattern SLEEP = Pattern.compile(
            "(.*\\.)?(Thread|TimeUnit(\\.[A-Z]+)?|(NANO|MICRO|MILLI)?SECONDS|MINUTES|HOURS|DAYS)\\.sleep");

    private final SourceFile file;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final LineMap lines;
    private final List<String> breaches = new ArrayList<>();

    private StyleRules(SourceFile file, CompilationUnitTree unit, SourcePositions positions) {
        this.file = file;
        this.unit = unit;
        this.positions = positions;
        this.lines = unit.getLineMap();
    }

    /** The breaches in {@code file}, each as "path:line: what is wrong: what to do". */
    static List<String> breaches(SourceFile file, CompilationUnitTree unit, SourcePositions positions) {
        StyleRules rules = new StyleRules(file, unit, positions);
        rules.checkText();
        rules.scan(unit, false);
        return rules.breaches;
    }

    private void checkText() {
        String[] text = file.text().split("\n", -1);
        int length = file.text().endsWith("\n") ? text.length - 1 : text.length;
        if (length > FILE_LINES) {
            report(1, "the file has %d lines, more than %d: split it by role".formatted(length, FILE_LINES));
        }
        for (int i = 0; i < text.length; i++) {
            Matcher later = LEFT_FOR_LATER.matcher(text[i]);
            if (later.find()) {
                report(i + 1, "left for later without a reason: do it, or write TO" + "DO(reason: why it waits)");
            }
        }
        if (file.isPackageInfo() && file.isMain() && !file.text().contains("@NullMarked")) {
            report(1, "the package is not @NullMarked: annotate it");
        }
    }

    /** The flag says whether the class directly around is a record. */
    @Override
    public @Nullable Void visitClass(ClassTree type, Boolean inRecord) {
        if (VAGUE_NAME.matcher(type.getSimpleName()).matches()) {
            report(type, "the name " + type.getSimpleName() + " says nothing: name the role");
        }
        return super.visitClass(type, type.getKind() == Tree.Kind.RECORD);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, Boolean inRecord) {
        boolean constructor = method.getName().contentEquals("<init>");
        int parameters = method.getParameters().size();
        if (parameters > PARAMETERS && !(constructor && inRecord)) {
            report(method, "%d parameters, more than %d: make some of them a record".formatted(parameters, PARAMETERS));
        }
        long length = line(end(method)) - line(start(method)) + 1;
        if (length > METHOD_LINES) {
            report(
                    method,
                    "%s has %d lines, more than %d: compute in leaves"
                            .formatted(method.getName(), length, METHOD_LINES));
        }
        return super.visitMethod(method, inRecord);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, Boolean inRecord) {
        if (file.isTest()
                && call.getMethodSelect() instanceof MemberSelectTree select
                && SLEEP.matcher(select.toString()).matches()) {
            report(call, "a test sleeps: wait with Awaitility, or use a virtual clock");
        }
        return super.visitMethodInvocation(call, inRecord);
    }

    @Override
    public @Nullable Void visitCatch(CatchTree handler, Boolean inRecord) {
        if (handler.getBlock().getStatements().isEmpty()) {
            String body = file.text().substring(start(handler.getBlock()), end(handler.getBlock()));
            if (!body.contains("//") && !body.contains("/*")) {
                report(handler, "a failure is swallowed: handle it, or say in a comment why nothing is to be done");
            }
        }
        return super.visitCatch(handler, inRecord);
    }

    private int start(Tree tree) {
        return Math.toIntExact(positions.getStartPosition(unit, tree));
    }

    private int end(Tree tree) {
        return Math.toIntExact(positions.getEndPosition(unit, tree));
    }

    private long line(int position) {
        return position < 0 ? 1 : lines.getLineNumber(position);
    }

    private void report(Tree tree, String what) {
        report(line(start(Objects.requireNonNull(tree))), what);
    }

    private void report(long line, String what) {
        breaches.add("%s:%d: %s".formatted(file.path(), line, what));
    }
}
