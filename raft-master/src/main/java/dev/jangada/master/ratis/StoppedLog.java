package dev.jangada.master.ratis;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.util.SizeInBytes;

/** The log and the snapshots of a master that does not run, as the raft library has left them in a group's directory. */
final class StoppedLog {
    private static final Pattern SNAPSHOT = Pattern.compile("snapshot\\.(\\d+)_(\\d+)");
    private static final SizeInBytes ENTRY_MAX = SizeInBytes.valueOf(64L << 20);

    private final Path group;

    /** @param group the directory that has {@code current} and {@code sm} */
    StoppedLog(Path group) {
        this.group = group;
    }

    /** The place of the last entry, in the log or in a snapshot; reads the last segments only. */
    TermIndex last() throws IOException {
        List<LogSegmentPath> segments = segments();
        TermIndex[] last = {lastSnapshot()};
        for (int i = segments.size() - 1; i >= 0; i--) {
            int entries = read(segments.get(i), entry -> last[0] = later(last[0], entry));
            if (entries > 0) {
                break;
            }
        }
        return last[0];
    }

    /** Reads all entries; fails at the first that is damaged. */
    void read(Consumer<LogEntryProto> reader) throws IOException {
        for (LogSegmentPath segment : segments()) {
            read(segment, reader);
        }
    }

    private static TermIndex later(TermIndex place, LogEntryProto entry) {
        return entry.getIndex() > place.getIndex() ? TermIndex.valueOf(entry.getTerm(), entry.getIndex()) : place;
    }

    private static int read(LogSegmentPath segment, Consumer<LogEntryProto> reader) throws IOException {
        return LogSegment.readSegmentFile(
                segment.getPath().toFile(), segment.getStartEnd(), ENTRY_MAX, CorruptionPolicy.EXCEPTION, null, reader);
    }

    private List<LogSegmentPath> segments() throws IOException {
        List<LogSegmentPath> segments = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(group.resolve("current"), "log_*")) {
            for (Path file : files) {
                LogSegmentPath segment = LogSegmentPath.matchLogSegment(file);
                if (segment != null) {
                    segments.add(segment);
                }
            }
        }
        segments.sort(Comparator.comparing(LogSegmentPath::getStartEnd));
        return segments;
    }

    private TermIndex lastSnapshot() throws IOException {
        TermIndex last = TermIndex.valueOf(0, -1);
        Path snapshots = group.resolve("sm");
        if (Files.isDirectory(snapshots)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(snapshots, "snapshot.*")) {
                for (Path file : files) {
                    Matcher name = SNAPSHOT.matcher(file.getFileName().toString());
                    if (name.matches() && Long.parseLong(name.group(2)) > last.getIndex()) {
                        last = TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
                    }
                }
            }
        }
        return last;
    }
}
