package dev.lovage.worker;

import java.util.Optional;

/** Which Lovage this is. */
final class Version {

    private Version() {}

    static String current() {
        return Optional.ofNullable(Worker.class.getPackage().getImplementationVersion())
                .orElse("0.1.0-SNAPSHOT");
    }
}
