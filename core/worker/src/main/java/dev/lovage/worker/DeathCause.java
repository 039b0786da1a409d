package dev.lovage.worker;

/**
 * Why a message goes to the dead queue.
 *
 * @param reason one of a few words, for programs
 * @param detail for people
 * @param exception what the result says of it, as JSON text
 */
record DeathCause(String reason, String detail, byte[] exception) {

    static final String UNKNOWN_TASK = "unknown-task";
    static final String POISON = "poison";

    static DeathCause transport(String problem) {
        return undecodable("transport", problem);
    }

    static DeathCause oversize(String what, long bytes, long limit) {
        String detail = what + " of " + bytes + " bytes; " + limit + " are allowed (worker.max_message_bytes)";
        return new DeathCause("oversize", detail, ExceptionJson.of("kombu.exceptions", "DecodeError", detail));
    }

    static DeathCause invalid(String problem) {
        return new DeathCause("invalid", problem, ExceptionJson.of("celery.exceptions", "InvalidTaskError", problem));
    }

    static DeathCause undecodable(String reason, String problem) {
        return new DeathCause(reason, problem, ExceptionJson.of("kombu.exceptions", "DecodeError", problem));
    }

    static DeathCause contentType(String detail) {
        return new DeathCause(
                "content-type", detail, ExceptionJson.of("kombu.exceptions", "ContentDisallowed", detail));
    }

    static DeathCause unknownTask(String name, String suggestion) {
        String detail = "This worker has no task '" + name + "'" + suggestion;
        return new DeathCause(UNKNOWN_TASK, detail, ExceptionJson.of("celery.exceptions", "NotRegistered", name));
    }

    static DeathCause poison(int strikes, String how) {
        String detail = "Worker exited prematurely: " + how + " (" + strikes + " times with this message)";
        return new DeathCause(POISON, detail, ExceptionJson.of("billiard.exceptions", "WorkerLostError", detail));
    }
}
