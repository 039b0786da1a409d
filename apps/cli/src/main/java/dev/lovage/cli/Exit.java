package dev.lovage.cli;

import dev.lovage.messaging.BrokerUnavailableException;
import dev.lovage.messaging.UnknownTransportException;
import dev.lovage.settings.SettingsException;
import dev.lovage.worker.step.StepException;

/** What the program's exit codes mean; the ones that Celery uses too. */
final class Exit {

    static final int OK = 0;
    static final int FAILURE = 1;
    /** The command line or a setting is wrong. */
    static final int USAGE = 2;
    /** A broker, result store or worker can't be reached. */
    static final int UNAVAILABLE = 69;
    /** A file that it is to write can't be made: a pid file of another process, a log file without rights. */
    static final int CANNOT_CREATE = 73;

    private Exit() {}

    static int codeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        if (failure instanceof StepException && cause != null) {
            return codeOf(cause);
        }
        if (failure instanceof BrokerUnavailableException) {
            return UNAVAILABLE;
        }
        if (failure instanceof CannotCreateException) {
            return CANNOT_CREATE;
        }
        if (failure instanceof SettingsException
                || failure instanceof UnknownTransportException
                || failure instanceof UsageException) {
            return USAGE;
        }
        return FAILURE;
    }
}
