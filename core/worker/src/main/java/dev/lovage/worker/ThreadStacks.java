package dev.lovage.worker;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** What all threads of this process are at, as text. */
final class ThreadStacks {

    private ThreadStacks() {}

    static String text() {
        Map<Thread, StackTraceElement[]> stacks =
                new TreeMap<>(Comparator.comparing(Thread::getName).thenComparingInt(System::identityHashCode));
        stacks.putAll(Thread.getAllStackTraces());
        StringBuilder text = new StringBuilder();
        stacks.forEach((thread, stack) -> {
            text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
            text.append(System.lineSeparator());
            for (StackTraceElement frame : stack) {
                text.append("    at ").append(frame).append(System.lineSeparator());
            }
        });
        return text.toString();
    }
}
