package dev.jangada.examples;

import dev.jangada.api.JobBuilder;
import dev.jangada.api.JobDefinition;
import dev.jangada.api.JobDefinitionException;
import dev.jangada.api.Utf8;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Keeps the lines in which a Java regular expression is found, in input order. The lines keep their bytes, a CR at the end
 * included; only a last line without a newline gets one.
 *
 * <p>Argument: {@code pattern}. Lines are matched as UTF-8, with U+FFFD for bytes that are not.
 */
public final class Grep implements JobDefinition {
    /** ASCII without what means something in a regular expression: found faster as bytes. */
    private static final Pattern LITERAL = Pattern.compile("[\\p{ASCII}&&[^\\\\\\[\\](){}.*+?^$|]]+");

    @Override
    public void define(JobBuilder job) {
        String regex = job.arguments().required("pattern", "REGEX");
        Pattern pattern = compile(regex);
        if (LITERAL.matcher(regex).matches()) {
            Utf8 literal = Utf8.of(regex);
            job.readText().filter(line -> line.indexOf(literal) >= 0).writeText();
        } else {
            job.readText().filter(line -> line.find(pattern)).writeText();
        }
    }

    private static Pattern compile(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            String place = e.getIndex() < 0 ? "" : " near character " + (e.getIndex() + 1);
            throw new JobDefinitionException(
                    "argument 'pattern' is '" + regex + "', which is no regular expression: " + e.getDescription()
                            + place,
                    e);
        }
    }
}
