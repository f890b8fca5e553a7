package dev.jangada.client.shipping;

import dev.jangada.api.Arguments;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.plan.JobPlan;
import dev.jangada.worker.task.UserClassLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Plans a job whose class is in a jar, loaded as a worker loads it, and explains in one sentence why that cannot be done.
 */
final class JarDefinition {
    private static final Pattern CLASS_FILE_VERSION = Pattern.compile("class file version (\\d+)");
    private static final int CLASS_FILE_VERSION_OF_JAVA_0 = 44;
    private static final int SUGGESTIONS = 3;

    private JarDefinition() {}

    static JobPlan plan(Path jar, List<Path> libraries, String className, Arguments arguments) {
        checkHolds(jar, className);
        try (UserClassLoader loader = new UserClassLoader(jars(jar, libraries), JarDefinition.class.getClassLoader())) {
            return JobPlan.of(loader.loadClass(className), arguments);
        } catch (UnsupportedClassVersionError e) {
            throw tooNew(jar, className, e);
        } catch (ClassNotFoundException e) {
            throw new JobDefinitionException(jar + " has no class " + className, e);
        } catch (LinkageError e) {
            throw new JobDefinitionException(
                    "class " + className + " in " + jar + " needs something that is not there: " + e.getMessage(), e);
        } catch (JobDefinitionException e) {
            if (e.getCause() instanceof UnsupportedClassVersionError cause) {
                throw tooNew(jar, className, cause);
            }
            throw e;
        } catch (IOException e) {
            throw new JobDefinitionException("cannot read the jar " + jar + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> jars(Path jar, List<Path> libraries) {
        List<Path> jars = new ArrayList<>();
        jars.add(jar);
        jars.addAll(libraries);
        return jars;
    }

    private static void checkHolds(Path jar, String className) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.getEntry(className.replace('.', '/') + ".class") == null) {
                throw new JobDefinitionException(jar + " has no class " + className + suggestion(zip, className));
            }
        } catch (ZipException e) {
            throw new JobDefinitionException(jar + " is not a jar file: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new JobDefinitionException("cannot read the jar " + jar + ": " + e.getMessage(), e);
        }
    }

    /** Classes with the same simple name: usually the package was forgotten, or a dollar sign of a nested class. */
    private static String suggestion(ZipFile zip, String className) {
        String simpleName = className.substring(className.lastIndexOf('.') + 1);
        String similar = zip.stream()
                .map(ZipEntry::getName)
                .filter(name ->
                        name.endsWith("/" + simpleName + ".class") || name.endsWith("$" + simpleName + ".class"))
                .limit(SUGGESTIONS)
                .map(name ->
                        name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                .collect(Collectors.joining(", "));
        return similar.isEmpty() ? ": name the class with its package" : "; did you mean " + similar + "?";
    }

    private static JobDefinitionException tooNew(Path jar, String className, UnsupportedClassVersionError error) {
        Matcher version = CLASS_FILE_VERSION.matcher(String.valueOf(error.getMessage()));
        String newer = version.find()
                ? "Java " + (Integer.parseInt(version.group(1)) - CLASS_FILE_VERSION_OF_JAVA_0)
                : "a newer Java";
        return new JobDefinitionException(
                "class " + className + " in " + jar + " was compiled for " + newer + ", and this is Java "
                        + Runtime.version().feature() + ": compile it with --release "
                        + Runtime.version().feature() + ", or run Jangada on a newer JDK (JANGADA_JAVA_HOME)",
                error);
    }
}
