package dev.jangada.coordinator;

/**
 * What a worker says of itself when it registers.
 *
 * @param address {@code host:port} of its shuffle service
 * @param machine an id of the machine and file system that it runs on; workers with the same value can open each
 *     other's files
 * @param directory where its map outputs lie, absolute; used by workers with the same {@code machine} only
 * @param slots how many attempts it runs at a time, at least 1
 * @param version the product version that it runs
 */
public record WorkerProfile(String address, String machine, String directory, int slots, String version) {
    public WorkerProfile {
        if (slots < 1) {
            throw new IllegalArgumentException("a worker has at least 1 slot, this one " + slots);
        }
    }
}
