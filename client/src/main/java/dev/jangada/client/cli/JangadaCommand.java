package dev.jangada.client.cli;

import dev.jangada.client.logging.LogProfile;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The {@code jangada} command. Of its many commands it loads only the one that is called, since most of the time of a
 * short command goes into loading classes.
 */
@Command(
        name = "jangada",
        description = "MapReduce that does not lose its coordinator.",
        versionProvider = JangadaCommand.Version.class,
        subcommandsRepeatable = false,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  jangada run wordcount README.md docs --output counts",
            "  jangada cluster start --dir /tmp/jangada --masters 3 --workers 2",
            "  jangada jobs list --masters 127.0.0.1:7101",
            "%n'jangada COMMAND --help' tells more; 'jangada chaos --help' is about breaking clusters on purpose."
        })
@SuppressWarnings("UnusedVariable") // picocli reads the fields of its options
public final class JangadaCommand {
    private static final Map<String, Function<Console, Object>> COMMANDS = commands();
    private static final Set<String> GROUPS = Set.of("jobs", "workers", "masters");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this help")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "show the version")
    private boolean version;

    private static Map<String, Function<Console, Object>> commands() {
        Map<String, Function<Console, Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("jobs", JobsCommand::new);
        commands.put("output", OutputCommand::new);
        commands.put("workers", WorkersCommand::new);
        commands.put("masters", MastersCommand::new);
        commands.put("cluster", ClusterCommand::new);
        commands.put("master", console -> new MasterCommand(console).commandLine());
        commands.put("worker", console -> new WorkerCommand(console).commandLine());
        commands.put("console", console -> new ConsoleCommand(console).commandLine());
        return commands;
    }

    /** The process's entry. */
    public static void main(String[] arguments) {
        LogProfile.chooseFor(arguments);
        Console console = Console.ofProcess();
        if (!LogProfile.isServer()) {
            System.setOut(System.err); // what the code of an embedded job prints is not a result of this command
        }
        int code = execute(console, arguments);
        console.out().flush();
        console.err().flush();
        System.exit(code);
    }

    /** Runs one command line and returns the exit code. */
    static int execute(Console console, String... arguments) {
        List<String> words = withDefaultVerb(arguments);
        CommandLine root = new CommandLine(new JangadaCommand());
        String first = words.isEmpty() ? "" : words.get(0);
        COMMANDS.forEach((name, command) -> {
            if (name.equals(first) || !COMMANDS.containsKey(first)) {
                root.addSubcommand(name, command.apply(console));
            }
        });
        if (!COMMANDS.containsKey(first)) {
            ServiceLoader.load(CommandExtension.class)
                    .forEach(extension -> root.addSubcommand(extension.name(), extension.command(console)));
        }
        ErrorReport errors = new ErrorReport(console);
        return root.registerConverter(Duration.class, Format::parseDuration)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(Console.writer(console.out()))
                .setErr(Console.writer(console.err()))
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .execute(words.toArray(String[]::new));
    }

    /** {@code jangada jobs} means {@code jangada jobs list}. */
    private static List<String> withDefaultVerb(String[] arguments) {
        List<String> words = Arrays.asList(arguments);
        if (words.isEmpty()) {
            return List.of("--help");
        }
        boolean noVerb = words.size() == 1 || words.get(1).startsWith("-");
        boolean asksForHelp = words.contains("--help") || words.contains("-h");
        if (GROUPS.contains(words.get(0)) && noVerb && !asksForHelp) {
            List<String> complete = new java.util.ArrayList<>(words);
            complete.add(1, "list");
            return complete;
        }
        return words;
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = JangadaCommand.class.getPackage().getImplementationVersion();
            return new String[] {
                "jangada " + (version == null ? "(not packaged)" : version) + " on Java " + Runtime.version()
            };
        }
    }
}
