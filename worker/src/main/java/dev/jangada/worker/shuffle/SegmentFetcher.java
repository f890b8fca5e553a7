package dev.jangada.worker.shuffle;

import dev.jangada.engine.Segment;
import dev.jangada.engine.SegmentSource;
import dev.jangada.engine.task.CancellationCheck;
import dev.jangada.engine.task.SegmentUnavailableException;
import dev.jangada.engine.task.TaskException;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.FetchRequest;
import dev.jangada.protocol.v1.LostOutput;
import dev.jangada.protocol.v1.Trouble;
import dev.jangada.protocol.v1.WorkerLocation;
import dev.jangada.protocol.v1.WorkerToken;
import dev.jangada.worker.attempt.AttemptNames;
import dev.jangada.worker.attempt.Outcomes;
import dev.jangada.worker.shuffle.MapOutputTable.Place;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Supplies one reduce attempt with its segments: files of this machine where they lie, others over the network, a few of
 * them ahead of the reader. Used by the attempt's thread.
 */
public final class SegmentFetcher implements SegmentSource, Closeable {

    /** Segments that are fetched at once. */
    private static final int FETCHES = 4;
    /** How many holders are tried when one cannot be reached. */
    private static final int HOLDERS_TRIED = 4;
    /** How long to wait for a map that runs again, before the slot is given back. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final Request request;
    private final Access access;
    private final CancellationCheck cancellation;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final Deque<Fetching> fetching = new ArrayDeque<>();
    private final Map<Integer, Place> consumed = new LinkedHashMap<>();

    /**
     * What is fetched.
     *
     * @param reader the reduce attempt
     * @param maps how many map tasks there are
     * @param requiredVersion the version of the map outputs to wait for
     */
    public record Request(AttemptRef reader, int maps, long requiredVersion) {}

    /**
     * The ways to segments.
     *
     * @param clusterId the cluster
     * @param outputs where the outputs of the job lie
     * @param local those on this machine
     * @param channels the way to others
     */
    public record Access(String clusterId, JobOutputs outputs, LocalSegments local, ShuffleChannels channels) {}

    private record Fetching(Place place, RemoteSegment segment) {}

    /** A source for one attempt. */
    public SegmentFetcher(Request request, Access access, CancellationCheck cancellation) {
        this.request = request;
        this.access = access;
        this.cancellation = cancellation;
        // Reduces start at different maps, so that they do not all ask the same worker first.
        int partition = request.reader().getIndex();
        for (int i = 0; i < request.maps(); i++) {
            waiting.add((int) ((i + (long) partition) % request.maps()));
        }
    }

    @Override
    public Segment next() throws TaskException, IOException, InterruptedException {
        while (true) {
            cancellation.check();
            Optional<Segment> local = localOrFetch();
            if (local.isPresent()) {
                return local.get();
            }
            Fetching first = fetching.poll();
            if (first != null) {
                return streamed(first);
            }
            awaitOutputs();
        }
    }

    /** The next segment that lies here; on the way to it, begins to fetch others. */
    private Optional<Segment> localOrFetch() {
        if (access.outputs().version() < request.requiredVersion()) {
            return Optional.empty();
        }
        for (Iterator<Integer> maps = waiting.iterator(); maps.hasNext() && fetching.size() < FETCHES; ) {
            int map = maps.next();
            Optional<Place> place = access.outputs().place(map);
            if (place.isEmpty()) {
                continue;
            }
            maps.remove();
            Optional<Segment> local =
                    access.local().find(place.get(), request.reader().getIndex());
            if (local.isPresent()) {
                consumed.put(map, place.get());
                return local;
            }
            fetching.add(new Fetching(place.get(), fetch(place.get())));
        }
        return Optional.empty();
    }

    private RemoteSegment fetch(Place place) {
        FetchRequest wanted = FetchRequest.newBuilder()
                .setClusterId(access.clusterId())
                .setHolder(place.holder().getWorker())
                .setMap(place.attempt())
                .setPartition(request.reader().getIndex())
                .build();
        return new RemoteSegment(access.channels(), place.holder().getAddress(), wanted);
    }

    private Segment streamed(Fetching first) throws SegmentUnavailableException {
        int map = first.place().attempt().getIndex();
        consumed.put(map, first.place());
        try {
            return new Segment.Streamed(map, first.segment().length(), first.segment());
        } catch (IOException e) {
            first.segment().close();
            throw new SegmentUnavailableException(map, e);
        }
    }

    private void awaitOutputs() throws InterruptedException, OutputMissingException {
        long known = access.outputs().version();
        Integer map = waiting.peek();
        if (map == null) {
            throw new IllegalStateException("all segments were supplied, and another one is asked for");
        }
        if (access.outputs().awaitAfter(known, PATIENCE_MILLIS) == known) {
            throw new OutputMissingException(map);
        }
    }

    /** The version of the map outputs that the segments supplied so far belong to. */
    public long consumedVersion() {
        return access.outputs()
                .consumedVersion(consumed.values().stream().map(Place::attempt).toList());
    }

    /** Says which output is lost when the segment of a map could not be read; empty when none of it was supplied. */
    public Optional<LostOutput> lost(int map, Trouble trouble, String cause) {
        Place place = consumed.get(map);
        return place == null ? Optional.empty() : Optional.of(lost(place, trouble, cause));
    }

    /**
     * Tries to connect to other holders than that of a map, and tells of an output of each that cannot be reached. Asks
     * at most {@link #HOLDERS_TRIED}, which takes at most so many times {@link HolderProbe#PATIENCE_MILLIS}.
     */
    public List<LostOutput> unreachableOthers(int map) {
        Map<WorkerLocation, Place> others = new LinkedHashMap<>();
        for (int other = 0; other < request.maps(); other++) {
            access.outputs().place(other).ifPresent(place -> others.putIfAbsent(place.holder(), place));
        }
        Place known = consumed.get(map);
        if (known != null) {
            others.remove(known.holder());
        }
        others.values().removeIf(place -> access.local().isHere(place.holder()));
        List<LostOutput> unreachable = new ArrayList<>();
        others.values().stream()
                .limit(HOLDERS_TRIED)
                .forEach(place -> HolderProbe.failure(place.holder().getAddress())
                        .ifPresent(why -> unreachable.add(lost(place, Trouble.TROUBLE_UNREACHABLE, why))));
        return unreachable;
    }

    private LostOutput lost(Place place, Trouble trouble, String cause) {
        WorkerToken holder = place.holder().getWorker();
        String message = AttemptNames.text(request.reader()) + " could not read it from worker " + holder.getWorker()
                + " (epoch " + holder.getEpoch() + "): " + cause;
        return LostOutput.newBuilder()
                .setReader(request.reader())
                .setLost(place.attempt())
                .setTrouble(trouble)
                .setCause(Outcomes.head(message, Outcomes.REASON_LENGTH))
                .build();
    }

    @Override
    public void close() {
        fetching.forEach(ahead -> ahead.segment().close());
        fetching.clear();
    }
}
