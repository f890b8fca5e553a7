package dev.jangada.storage;

/** The steps of a publication after which a crash leaves a state of its own. */
enum PublishStep {
    /** One winner was moved from the attempts to the final directory. */
    PART_MOVED,
    /** All winners are in the final directory, durably. */
    PARTS_GATHERED,
    /** The manifest was written under a temporary name. */
    MANIFEST_WRITTEN,
    /** The manifest has its name. */
    MANIFEST_NAMED,
    /** The final directory is complete and durable. */
    COMPLETED,
    /** An old output was moved into the staging directory. */
    OLD_MOVED_ASIDE,
    /** From here on nothing is moved aside. */
    SEALED,
    /** The final directory became the output. */
    RENAMED,
    /** The rename is durable. */
    DURABLE,
    /** The staging directory has become trash. */
    TRASHED,
    /** Nothing is left but the output. */
    CLEANED,
    /** The output is there, but some of the trash could not be removed. */
    TRASH_LEFT;

    /** Is told of each step; tests crash in it. */
    @FunctionalInterface
    interface Observer {

        /** Called right after a step has taken effect. */
        void after(PublishStep step);
    }
}
