package dev.lovage.worker.step;

import dev.lovage.messaging.LovageException;

/** A step of a worker could not be made, started or stopped; it names the step. */
public final class StepException extends LovageException {

    private static final long serialVersionUID = 1L;

    private final String step;

    StepException(String step, String message) {
        super(message);
        this.step = step;
    }

    StepException(String step, String message, Throwable cause) {
        super(message, cause);
        this.step = step;
    }

    /** The name of the step. */
    public String step() {
        return step;
    }
}
