package dev.lovage.worker;

import dev.lovage.wire.ExceptionMeta;
import java.util.List;

/** Writes exceptions of Celery's own as it stores them. */
final class ExceptionJson {

    private ExceptionJson() {}

    static byte[] of(String module, String type, String argument) {
        return new ExceptionMeta(type, List.of(argument), module).encode();
    }
}
