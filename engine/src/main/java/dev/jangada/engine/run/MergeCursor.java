package dev.jangada.engine.run;

import dev.jangada.engine.task.TaskException;
import java.io.IOException;
import java.util.List;

/**
 * Merges sorted cursors by a loser tree. Records with equal keys come in the order of the list of cursors, and within one
 * cursor in its order, so the result depends on the inputs only.
 *
 * <p>The tree (Knuth, vol. 3, 5.4.1) keeps in each inner node the loser of the match played there: an advance replays one
 * path, with one comparison per level, most of them decided by the cached first word of the key.
 */
public final class MergeCursor extends RecordCursor {

    private final RecordCursor[] inputs;
    private final boolean[] exhausted;
    /** Node 0 holds the winner; node i from 1 holds the loser of a match, and its children are 2i and 2i + 1. */
    private final int[] tree;

    private boolean started;

    private MergeCursor(List<? extends RecordCursor> inputs) {
        this.inputs = inputs.toArray(new RecordCursor[0]);
        this.exhausted = new boolean[this.inputs.length];
        this.tree = new int[this.inputs.length];
    }

    /** The merge of cursors that have not been advanced yet; one alone is returned as it is. */
    public static RecordCursor of(List<? extends RecordCursor> inputs) {
        return inputs.size() == 1 ? inputs.get(0) : new MergeCursor(inputs);
    }

    @Override
    public boolean advance() throws IOException, TaskException {
        if (inputs.length == 0) {
            return false;
        }
        if (started) {
            int winner = tree[0];
            exhausted[winner] = !inputs[winner].advance();
            replay(winner);
        } else {
            started = true;
            for (int i = 0; i < inputs.length; i++) {
                exhausted[i] = !inputs[i].advance();
            }
            tree[0] = build(1);
        }
        return show(tree[0]);
    }

    /** Plays the matches below a node and returns their winner. */
    private int build(int node) {
        int leaves = inputs.length;
        if (node >= leaves) {
            return node - leaves;
        }
        int left = build(2 * node);
        int right = build(2 * node + 1);
        boolean leftWins = beats(left, right);
        tree[node] = leftWins ? right : left;
        return leftWins ? left : right;
    }

    private void replay(int changed) {
        int winner = changed;
        for (int node = (changed + inputs.length) >>> 1; node > 0; node >>>= 1) {
            int other = tree[node];
            if (beats(other, winner)) {
                tree[node] = winner;
                winner = other;
            }
        }
        tree[0] = winner;
    }

    private boolean beats(int a, int b) {
        if (exhausted[a] || exhausted[b]) {
            return exhausted[b] && (!exhausted[a] || a < b);
        }
        RecordCursor x = inputs[a];
        RecordCursor y = inputs[b];
        if (x.word != y.word) {
            return Long.compareUnsigned(x.word, y.word) < 0;
        }
        int order = KeyBytes.compareBeyondWord(x, y);
        return order < 0 || (order == 0 && a < b);
    }

    private boolean show(int winner) {
        if (exhausted[winner]) {
            return false;
        }
        showSameAs(inputs[winner]);
        return true;
    }
}
