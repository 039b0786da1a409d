package dev.lovage.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** The thousand calls of the demo, and what each of them has to bring. */
final class DemoPlan {

    private static final String[] NAMES = {"Zoë", "Łukasz", "Иван", "李雷", "Ngọc", "أمل", "Ὀδυσσεύς", "🌿 Lovage"};
    private static final int PAYLOAD = 64 * 1024;

    private DemoPlan() {}

    /** Kinds of tasks, as told to people. */
    enum Kind {
        FAST("fast", "added two numbers"),
        SLOW("slow", "waited 20 ms"),
        FAILING("failing", "threw, and the caller got type and text of the exception"),
        CALLING("calling", "called another task, and that one's result is right too"),
        BIG("big", "took a payload of 64 KiB"),
        UNICODE("unicode", "greeted people in their own script");

        private final String label;
        private final String story;

        Kind(String label, String story) {
            this.label = label;
            this.story = story;
        }

        String label() {
            return label;
        }

        String story() {
            return story;
        }
    }

    /**
     * One call.
     *
     * @param expected the result; for {@link Kind#FAILING} the exception's text, for {@link Kind#CALLING} the result of the
     *     task that it calls
     */
    record Planned(Kind kind, String task, List<Object> args, Object expected) {}

    /** So many calls, the kinds well mixed. */
    static List<Planned> of(int calls) {
        List<Planned> plan = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            plan.add(planned(i));
        }
        return plan;
    }

    private static Planned planned(int i) {
        return switch (i % 10) {
            case 1 -> new Planned(Kind.SLOW, "demo.slow", List.of(20), 20L);
            case 3 -> new Planned(Kind.FAILING, "demo.fail", List.of(i), "no such customer: " + i);
            case 5 -> new Planned(Kind.CALLING, "demo.relay", List.of(i, 7), i + 7L);
            case 7 -> big(i);
            case 8, 9 -> unicode(i);
            default -> new Planned(Kind.FAST, "demo.add", List.of(i, i + 1), 2L * i + 1);
        };
    }

    private static Planned big(int i) {
        String payload = ("payload " + i + ", ").repeat(PAYLOAD / 8).substring(0, PAYLOAD);
        CRC32 sum = new CRC32();
        sum.update(payload.getBytes(StandardCharsets.UTF_8));
        return new Planned(Kind.BIG, "demo.checksum", List.of(payload), sum.getValue());
    }

    private static Planned unicode(int i) {
        String name = NAMES[i / 2 % NAMES.length] + " " + i;
        return new Planned(Kind.UNICODE, "demo.greet", List.of(name), "Hello, " + name + " 👋");
    }
}
