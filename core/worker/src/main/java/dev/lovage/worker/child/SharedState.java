package dev.lovage.worker.child;

import java.io.InputStream;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What all tasks of a process share and can change: system properties, locale, time zone, standard streams, handler of uncaught
 * exceptions, and the thread they run on. As it is when this is made, so it is put back.
 */
final class SharedState {

    private final Thread thread = Thread.currentThread();
    private final String threadName = thread.getName();
    private final int priority = thread.getPriority();
    private final @Nullable ClassLoader contextLoader = thread.getContextClassLoader();
    private final TimeZone zone = TimeZone.getDefault();
    private final Locale locale = Locale.getDefault();
    private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
    private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final InputStream in = System.in;
    private final @Nullable UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    // After the time zone, which sets one.
    private final Properties properties = System.getProperties();
    private final Object[] names;
    private final Object[] values;

    SharedState() {
        names = properties.keySet().toArray();
        values = Arrays.stream(names).map(properties::get).toArray();
    }

    /** Puts back what has changed; says what that was. */
    List<String> restore() {
        restoreThread();
        List<String> changed = new ArrayList<>(0);
        restoreProperties(changed);
        if (!TimeZone.getDefault().equals(zone)) {
            changed.add("time zone " + TimeZone.getDefault().getID());
            TimeZone.setDefault(zone);
        }
        if (!Locale.getDefault().equals(locale)
                || !Locale.getDefault(Locale.Category.FORMAT).equals(format)
                || !Locale.getDefault(Locale.Category.DISPLAY).equals(display)) {
            changed.add("locale " + Locale.getDefault().toLanguageTag());
            Locale.setDefault(locale);
            Locale.setDefault(Locale.Category.FORMAT, format);
            Locale.setDefault(Locale.Category.DISPLAY, display);
        }
        restoreStreams(changed);
        if (Thread.getDefaultUncaughtExceptionHandler() != handler) {
            changed.add("default handler of uncaught exceptions");
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
        return changed;
    }

    /** What belongs to the one thread harms nobody once it is put back. */
    @SuppressWarnings("ThreadPriorityCheck") // Only puts back what it was.
    private void restoreThread() {
        if (!thread.getName().equals(threadName)) {
            thread.setName(threadName);
        }
        if (thread.getPriority() != priority) {
            thread.setPriority(priority);
        }
        if (thread.getContextClassLoader() != contextLoader) {
            thread.setContextClassLoader(contextLoader);
        }
    }

    private void restoreStreams(List<String> changed) {
        if (System.out != out) {
            changed.add("System.out");
            System.setOut(out);
        }
        if (System.err != err) {
            changed.add("System.err");
            System.setErr(err);
        }
        if (System.in != in) {
            changed.add("System.in");
            System.setIn(in);
        }
    }

    @SuppressWarnings("ReferenceEquality") // Whether it is the same object, whatever is in it.
    private void restoreProperties(List<String> changed) {
        Properties now = System.getProperties();
        boolean replaced = now != properties;
        if (replaced) {
            System.setProperties(properties);
        }
        if (!replaced && isAsItWas()) {
            return;
        }
        TreeSet<String> touched = new TreeSet<>();
        for (int i = 0; i < names.length; i++) {
            Object value = properties.put(names[i], values[i]);
            if (!values[i].equals(value) || (replaced && !values[i].equals(now.get(names[i])))) {
                touched.add(String.valueOf(names[i]));
            }
        }
        List<Object> known = Arrays.asList(names);
        if (replaced) {
            now.keySet().stream().filter(key -> !known.contains(key)).forEach(key -> touched.add(String.valueOf(key)));
        }
        properties.keySet().removeIf(key -> !known.contains(key) && touched.add(String.valueOf(key)));
        properties.keySet().retainAll(known);
        changed.add((touched.size() == 1 ? "system property " : "system properties ") + String.join(", ", touched));
    }

    private boolean isAsItWas() {
        if (properties.size() != names.length) {
            return false;
        }
        for (int i = 0; i < names.length; i++) {
            Object value = properties.get(names[i]);
            if (value != values[i] && !values[i].equals(value)) {
                return false;
            }
        }
        return true;
    }
}
