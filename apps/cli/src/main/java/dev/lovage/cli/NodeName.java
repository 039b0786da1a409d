package dev.lovage.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A worker's name, {@code name@host}, from what the user wrote with Celery's {@code %h}, {@code %n} and {@code %d}. */
record NodeName(String name, String host) {

    private static final String DEFAULT = "celery";

    /** Reads {@code -n}: {@code w1}, {@code w1@%h}, {@code w1.%d}; without one it is {@code celery@host}. */
    static NodeName of(String written) {
        return of(written, hostname());
    }

    static NodeName of(String written, String machine) {
        String text = written.isBlank() ? DEFAULT + "@%h" : written.strip();
        int at = text.indexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        String host = at < 0 ? "%h" : text.substring(at + 1);
        NodeName known = new NodeName(name.isEmpty() ? DEFAULT : name, machine);
        return new NodeName(known.expand(known.name()), known.expand(host.isEmpty() ? "%h" : host));
    }

    /** Puts the parts of this name into a text, such as a log file's name. */
    String expand(String text) {
        int dot = host.indexOf('.');
        String shortHost = dot < 0 ? host : host.substring(0, dot);
        String domain = dot < 0 ? "" : host.substring(dot + 1);
        return text.replace("%%", "\u0000")
                .replace("%h", host)
                .replace("%n", name.replace("%n", shortHost))
                .replace("%d", domain)
                .replace("\u0000", "%");
    }

    @Override
    public String toString() {
        return name + "@" + host;
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
