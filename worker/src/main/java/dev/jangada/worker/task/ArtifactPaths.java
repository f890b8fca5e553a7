package dev.jangada.worker.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Knows the files of artifacts; may fetch them first. */
@FunctionalInterface
public interface ArtifactPaths {

    /** The files of artifacts with these digests, in this order. */
    List<Path> paths(List<String> digests) throws IOException;
}
