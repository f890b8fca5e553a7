package dev.jangada.master.ratis;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at the names of the raft library's log files: {@code log_FIRST-LAST} and {@code log_inprogress_FIRST}. */
final class LogSegments {
    private static final Pattern NAME = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-\\d+)?");

    private LogSegments() {}

    /** The index of the first entry in the log; -1 if there is no log file. */
    static long firstIndex(Path current) throws IOException {
        long first = -1;
        if (Files.isDirectory(current)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(current, "log_*")) {
                for (Path file : files) {
                    Matcher name = NAME.matcher(file.getFileName().toString());
                    if (name.matches()) {
                        long index = Long.parseLong(name.group(1));
                        first = first < 0 ? index : Math.min(first, index);
                    }
                }
            }
        }
        return first;
    }
}
