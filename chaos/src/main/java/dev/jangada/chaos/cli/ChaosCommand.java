package dev.jangada.chaos.cli;

import picocli.CommandLine.Command;

/** {@code jangada chaos}; its verbs are added by {@link ChaosExtension}. */
@Command(name = "chaos", description = "Break a cluster on purpose, and check that nothing is lost.")
final class ChaosCommand {}
