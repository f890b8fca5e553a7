package dev.jangada.worker.session;

import dev.jangada.protocol.v1.Assignment;
import dev.jangada.protocol.v1.AttemptRef;
import dev.jangada.protocol.v1.ErrorDetail;
import dev.jangada.protocol.v1.JobDescription;
import dev.jangada.protocol.v1.MapOutputs;
import dev.jangada.protocol.v1.Welcome;

/** What the core wants done, in the order given. */
public sealed interface Instruction {

    /** Calls the method of a visitor for this kind of instruction. */
    void accept(Visitor visitor);

    /**
     * The leader took the worker in.
     *
     * @param welcome what it said
     * @param isNewEpoch whether the worker begins anew, with nothing running and nothing kept
     */
    record Attach(Welcome welcome, boolean isNewEpoch) implements Instruction {
        @Override
        public void accept(Visitor visitor) {
            visitor.attach(this);
        }
    }

    /** A job is new, or better described than before. */
    record Describe(JobDescription job) implements Instruction {
        @Override
        public void accept(Visitor visitor) {
            visitor.describe(this);
        }
    }

    /** Map outputs changed; every holder among them comes with its location. */
    record Learn(MapOutputs changes) implements Instruction {
        @Override
        public void accept(Visitor visitor) {
            visitor.learn(this);
        }
    }

    /** An attempt is to be started. */
    record Start(Assignment assignment) implements Instruction {
        @Override
        public void accept(Visitor visitor) {
            visitor.start(this);
        }
    }

    /** An attempt is to be stopped; what becomes of it is of no interest. */
    record Stop(AttemptRef attempt) implements Instruction {
        @Override
        public void accept(Visitor visitor) {
            visitor.stop(this);
        }
    }

    /** All that is kept for a job is to be deleted. */
    record Forget(String job) implements Instruction {
        @Override
        public void accept(Visitor visitor) {
            visitor.forget(this);
        }
    }

    /** The epoch is void: everything is to be stopped and deleted. */
    record Abandon(long epoch) implements Instruction {
        @Override
        public void accept(Visitor visitor) {
            visitor.abandon(this);
        }
    }

    /**
     * The stream is of no use any more: another one is to be opened.
     *
     * @param why why; may name the leader
     * @param isSameMaster whether the same master is the one to ask again, at once
     */
    record Reconnect(ErrorDetail why, boolean isSameMaster) implements Instruction {
        @Override
        public void accept(Visitor visitor) {
            visitor.reconnect(this);
        }
    }

    /** The worker has no place in this cluster, and never will. */
    record End(ErrorDetail why) implements Instruction {
        @Override
        public void accept(Visitor visitor) {
            visitor.end(this);
        }
    }

    /** Carries out each kind of instruction, so that a new one does not compile until somebody does. */
    interface Visitor {
        void attach(Attach instruction);

        void describe(Describe instruction);

        void learn(Learn instruction);

        void start(Start instruction);

        void stop(Stop instruction);

        void forget(Forget instruction);

        void abandon(Abandon instruction);

        void reconnect(Reconnect instruction);

        void end(End instruction);
    }
}
