package dev.lovage.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Names a sending process in the header {@code origin}. */
public final class Origin {

    private static final String SELF = "gen" + ProcessHandle.current().pid() + "@" + host();

    private Origin() {}

    /** {@code gen<pid>@<host>} of this process. */
    public static String ofThisProcess() {
        return SELF;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
