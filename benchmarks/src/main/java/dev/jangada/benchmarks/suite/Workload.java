package dev.jangada.benchmarks.suite;

/** What is measured: the same work, done by each contestant that can. */
enum Workload {
    WORD_COUNT_STRINGS("word count over String", Input.TEXT, false),
    WORD_COUNT_VIEWS("word count over Utf8 views", Input.TEXT, false),
    SORT("sort, total order", Input.RECORDS, true),
    GREP("grep, rare match", Input.TEXT, false),
    INDEX("inverted index of documents", Input.DOCUMENTS, false);

    /** What is read. */
    enum Input {
        TEXT,
        RECORDS,
        DOCUMENTS
    }

    private final String title;
    private final Input input;
    private final boolean isOrdered;

    Workload(String title, Input input, boolean isOrdered) {
        this.title = title;
        this.input = input;
        this.isOrdered = isOrdered;
    }

    String title() {
        return title;
    }

    Input input() {
        return input;
    }

    /** Whether the order of the output's lines matters. */
    boolean isOrdered() {
        return isOrdered;
    }
}
