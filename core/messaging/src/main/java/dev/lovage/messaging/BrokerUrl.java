package dev.lovage.messaging;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A broker or result URL in kombu's form, {@code scheme://user:password@host:port/path?query}, decoded.
 *
 * <p>{@link #toString} and {@link #redacted} never show the password, nor query values that look secret.
 *
 * @param scheme lower case, with kombu's compound schemes whole: {@code redis}, {@code amqps}, {@code sqla+sqlite}
 * @param host empty when the URL names none; a bracketed IPv6 address without the brackets
 * @param port -1 when the URL names none
 * @param path all between the host and the query, percent-decoded, with its leading slash: {@code /0}, {@code //}, {@code //tmp/q.db}
 */
public record BrokerUrl(
        String scheme,
        String host,
        int port,
        Optional<String> user,
        Optional<String> password,
        String path,
        Map<String, String> query) {

    public BrokerUrl {
        requireNonNull(scheme, "scheme");
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
    }

    /**
     * Reads a URL; a bare scheme ({@code redis}, {@code memory://}) will do.
     *
     * @throws IllegalArgumentException when it is none; the message has no password in it
     */
    public static BrokerUrl parse(String url) {
        int colon = url.indexOf("://");
        String scheme = (colon < 0 ? url : url.substring(0, colon)).toLowerCase(Locale.ROOT);
        if (!scheme.matches("[a-z][a-z0-9+.-]*")) {
            throw new IllegalArgumentException(
                    "A broker or result URL starts with a scheme, as in redis://localhost:6379/0; this one does not");
        }
        String rest = colon < 0 ? "" : url.substring(colon + 3);
        int question = rest.indexOf('?');
        Map<String, String> query = question < 0 ? Map.of() : parseQuery(rest.substring(question + 1));
        String beforeQuery = question < 0 ? rest : rest.substring(0, question);
        int at = authorityEnd(beforeQuery);
        String authority = beforeQuery.substring(0, at);
        String path = decode(beforeQuery.substring(at));
        int userEnd = authority.lastIndexOf('@');
        Optional<String> user = Optional.empty();
        Optional<String> password = Optional.empty();
        if (userEnd >= 0) {
            String userInfo = authority.substring(0, userEnd);
            int split = userInfo.indexOf(':');
            user = nonEmpty(decode(split < 0 ? userInfo : userInfo.substring(0, split)));
            password = split < 0 ? Optional.empty() : nonEmpty(decode(userInfo.substring(split + 1)));
        }
        String hostPort = authority.substring(userEnd + 1);
        int portAt = hostPort.endsWith("]") ? -1 : hostPort.lastIndexOf(':');
        String host = decode(portAt < 0 ? hostPort : hostPort.substring(0, portAt));
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new BrokerUrl(
                scheme,
                host,
                portAt < 0 ? -1 : port(scheme, hostPort.substring(portAt + 1)),
                user,
                password,
                path,
                query);
    }

    /** The host, or this one where the URL names none. */
    public String hostOr(String other) {
        return host.isEmpty() ? other : host;
    }

    /** The port, or this one where the URL names none. */
    public int portOr(int other) {
        return port < 0 ? other : port;
    }

    /** The URL for people: with {@code **} for the password and for query values that look secret. */
    public String redacted() {
        StringBuilder text = new StringBuilder(scheme).append("://");
        user.ifPresent(text::append);
        password.ifPresent(secret -> text.append(":**"));
        if (user.isPresent() || password.isPresent()) {
            text.append('@');
        }
        text.append(host.contains(":") ? "[" + host + "]" : host);
        if (port >= 0) {
            text.append(':').append(port);
        }
        text.append(path);
        char separator = '?';
        for (Map.Entry<String, String> entry : query.entrySet()) {
            text.append(separator)
                    .append(entry.getKey())
                    .append('=')
                    .append(looksSecret(entry.getKey()) ? "**" : entry.getValue());
            separator = '&';
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return redacted();
    }

    private static boolean looksSecret(String key) {
        return key.toLowerCase(Locale.ROOT).matches(".*(pass|pwd|secret|token|key|credential).*");
    }

    private static int authorityEnd(String text) {
        int slash = text.indexOf('/');
        int at = text.lastIndexOf('@');
        // A password may hold a raw slash: the authority then ends at the first slash after the last '@'.
        if (at > slash
                && slash >= 0
                && text.substring(0, slash).contains(":")
                && !text.substring(0, slash).contains("@")) {
            int later = text.indexOf('/', at);
            return later < 0 ? text.length() : later;
        }
        return slash < 0 ? text.length() : slash;
    }

    private static int port(String scheme, String text) {
        if (text.isEmpty()) {
            return -1;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below; the text itself may be part of a password.
        }
        throw new IllegalArgumentException("The port of this " + scheme + ":// URL is not a number from 0 to 65535; "
                + "a password with ':', '/' or '@' must be percent-encoded");
    }

    private static Map<String, String> parseQuery(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                query.put(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("A '%' in this URL is not followed by two hex digits; write it as %25");
        }
    }

    private static Optional<String> nonEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
