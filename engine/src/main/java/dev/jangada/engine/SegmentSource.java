package dev.jangada.engine;

import dev.jangada.engine.task.TaskException;
import java.io.IOException;

/**
 * Supplies a reduce attempt with the segments of its partition. The output does not depend on the order in which they come.
 */
@FunctionalInterface
public interface SegmentSource {

    /**
     * The next segment; waits until one is there. Called once per map task, so each call gives the segment of another map.
     *
     * @throws dev.jangada.engine.task.SegmentUnavailableException when a map's output is lost
     * @throws IOException as above, when it is not known which map is concerned
     * @throws InterruptedException to cancel the attempt
     */
    Segment next() throws TaskException, IOException, InterruptedException;
}
