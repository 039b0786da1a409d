package dev.lovage.cli;

/** The parts of a worker's name, {@code name@host}, for the names of its files. */
record NodeName(String name, String host) {

    static NodeName of(String hostname) {
        int at = hostname.indexOf('@');
        return at < 0
                ? new NodeName(hostname, "")
                : new NodeName(hostname.substring(0, at), hostname.substring(at + 1));
    }

    /**
     * Puts them into a text: {@code %n} the name, {@code %h} the host, {@code %d} its domain, {@code %p} the whole, {@code %%} a
     * percent sign.
     */
    String expand(String text) {
        int dot = host.indexOf('.');
        return text.replace("%%", "\u0000")
                .replace("%h", host)
                .replace("%n", name)
                .replace("%p", host.isEmpty() ? name : name + "@" + host)
                .replace("%d", dot < 0 ? "" : host.substring(dot + 1))
                .replace("\u0000", "%");
    }
}
