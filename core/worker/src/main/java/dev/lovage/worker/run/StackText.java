package dev.lovage.worker.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prints a throwable for people as the JDK does, without the frames below the task's own method, and bounded: a message that
 * throws, a circle of causes or a stack of thousands of frames can't harm.
 */
final class StackText {

    private static final int MAX_TEXT = 64 * 1024;
    private static final int MAX_MESSAGE = 16 * 1024;
    private static final int HEAD = 100;
    private static final int TAIL = 20;
    private static final List<String> NOT_THE_TASKS = List.of(
            "dev.lovage.binding.",
            "dev.lovage.TaskDefinition",
            "dev.lovage.TaskContext",
            "java.lang.reflect.",
            "jdk.internal.reflect.",
            "java.lang.invoke.");

    private final StringBuilder text = new StringBuilder();
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private StackText() {}

    /** The text of a stack trace. */
    static String of(Throwable thrown) {
        StackText printer = new StackText();
        printer.print(thrown, "", "");
        String all = printer.text.toString();
        return all.length() <= MAX_TEXT ? all : all.substring(0, MAX_TEXT) + "\n… (cut)\n";
    }

    /** The message of a throwable; empty for none, and a stand-in when asking for it fails. */
    static String message(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            if (message == null) {
                return "";
            }
            return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "… (cut)";
        } catch (Throwable broken) {
            return "(its message could not be had: getMessage() threw "
                    + broken.getClass().getName() + ")";
        }
    }

    /** One line: {@code IllegalStateException: no such customer}. */
    static String summary(Throwable thrown) {
        String message = message(thrown).lines().findFirst().orElse("");
        String shortened = message.length() <= 500 ? message : message.substring(0, 500) + "…";
        return typeName(thrown) + (shortened.isEmpty() ? "" : ": " + shortened);
    }

    /** The name of its class without the package, as it is written in Java. */
    static String typeName(Throwable thrown) {
        Class<?> type = thrown.getClass();
        String name = type.getName();
        int dot = name.lastIndexOf('.');
        return name.substring(dot + 1).replace('$', '.');
    }

    /** Whether it was thrown while the task's method ran, not before or after by what is around it. */
    static boolean isFromTask(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (frame.getClassName().startsWith("dev.lovage.worker.run.")) {
                return false;
            }
            if (frame.getClassName().equals("dev.lovage.TaskContext")) {
                return true;
            }
        }
        return false;
    }

    private void print(Throwable thrown, String caption, String indent) {
        if (text.length() > MAX_TEXT) {
            return;
        }
        if (!seen.add(thrown)) {
            text.append(indent)
                    .append(caption)
                    .append("[circular: ")
                    .append(thrown.getClass().getName())
                    .append("]\n");
            return;
        }
        String message = message(thrown);
        text.append(indent).append(caption).append(thrown.getClass().getName());
        text.append(message.isEmpty() ? "" : ": " + message).append('\n');
        frames(thrown, indent);
        for (Throwable suppressed : thrown.getSuppressed()) {
            print(suppressed, "Suppressed: ", indent + "\t");
        }
        Throwable cause = causeOf(thrown);
        if (cause != null) {
            print(cause, "Caused by: ", indent);
        }
    }

    private void frames(Throwable thrown, String indent) {
        List<StackTraceElement> frames = ofTheTask(thrown.getStackTrace());
        int hidden = frames.size() - HEAD - TAIL;
        for (int i = 0; i < frames.size(); i++) {
            if (hidden > 0 && i == HEAD) {
                text.append(indent).append("\t… ").append(hidden).append(" more\n");
                i += hidden;
            }
            text.append(indent).append("\tat ").append(frames.get(i)).append('\n');
        }
    }

    /** Without the end of the stack that is ours: what called the task. */
    private static List<StackTraceElement> ofTheTask(StackTraceElement[] frames) {
        int runner = frames.length;
        for (int i = 0; i < frames.length; i++) {
            if (frames[i].getClassName().startsWith("dev.lovage.worker.run.")) {
                runner = i;
                break;
            }
        }
        int end = runner;
        while (end > 0 && runner < frames.length && isNotTheTasks(frames[end - 1])) {
            end--;
        }
        return new ArrayList<>(List.of(frames).subList(0, end == 0 ? runner : end));
    }

    private static boolean isNotTheTasks(StackTraceElement frame) {
        return NOT_THE_TASKS.stream().anyMatch(frame.getClassName()::startsWith);
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable broken) {
            return null;
        }
    }
}
