package dev.lovage.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of a worker among others: {@code worker@host}. */
final class NodeName {

    private static final String DEFAULT = "worker";

    private NodeName() {}

    /** The node name that the user wrote: {@code w1@%h}, {@code w1}, or nothing. */
    static String of(String written) {
        return of(written, host());
    }

    /** With {@code %h} for the host's full name, {@code %n} for its first part, {@code %d} for the rest. */
    static String of(String written, String host) {
        int at = written.indexOf('@');
        String name = at < 0 ? written : written.substring(0, at);
        String place = at < 0 ? "" : written.substring(at + 1);
        return expand((name.isEmpty() ? DEFAULT : name) + "@" + (place.isEmpty() ? host : place), host);
    }

    private static String expand(String format, String host) {
        int dot = host.indexOf('.');
        String first = dot < 0 ? host : host.substring(0, dot);
        String domain = dot < 0 ? "" : host.substring(dot + 1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                text.append(c);
                continue;
            }
            char key = format.charAt(++i);
            switch (key) {
                case 'h' -> text.append(host);
                case 'n' -> text.append(first);
                case 'd' -> text.append(domain);
                case '%' -> text.append('%');
                default -> text.append(c).append(key);
            }
        }
        return text.toString();
    }

    private static String host() {
        try {
            String kernel = Files.readString(Path.of("/proc/sys/kernel/hostname"), StandardCharsets.US_ASCII)
                    .strip();
            if (!kernel.isEmpty()) {
                return kernel;
            }
        } catch (IOException e) {
            // Not a Linux: the resolver knows it too, if more slowly.
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
