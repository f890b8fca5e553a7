package dev.jangada.master.artifact;

import dev.jangada.master.grpc.ArtifactDisk;

/**
 * How much a master keeps.
 *
 * @param artifactBytes length of one artifact
 * @param totalBytes of all artifacts together, those that come in included
 */
public record ArtifactLimits(long artifactBytes, long totalBytes) {
    /** 256 MiB for each, 4 GiB for all. */
    public static final ArtifactLimits DEFAULT = new ArtifactLimits(ArtifactDisk.LENGTH_MAX, 4L << 30);
}
