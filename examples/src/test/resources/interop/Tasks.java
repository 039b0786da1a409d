import dev.lovage.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/** The tasks of celery_peer.py, in Java. */
public class Tasks {

    @Task(name = "tasks.add")
    public static int add(int x, int y) {
        ran("add " + x);
        return x + y;
    }

    @Task(name = "tasks.concat")
    public static String concat(String text, String suffix) {
        return text + suffix;
    }

    @Task(name = "tasks.tomorrow")
    public static OffsetDateTime tomorrow(OffsetDateTime moment) {
        return moment.plusDays(1);
    }

    @Task(name = "tasks.half")
    public static BigDecimal half(BigDecimal amount) {
        return amount.divide(BigDecimal.valueOf(2));
    }

    @Task(name = "tasks.same")
    public static UUID same(UUID key) {
        return key;
    }

    @Task(name = "tasks.reverse")
    public static byte[] reverse(byte[] data) {
        byte[] reversed = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            reversed[i] = data[data.length - 1 - i];
        }
        return reversed;
    }

    @Task(name = "tasks.fail")
    public static void fail(String message) {
        throw new IllegalArgumentException(message);
    }

    @Task(name = "tasks.quiet", ignoreResult = true)
    public static int quiet(int number) {
        ran("quiet " + number);
        return number;
    }

    @Task(name = "tasks.total")
    public static Map<String, Object> total(List<Integer> numbers, Map<String, Object> names) {
        Map<String, Object> result = new HashMap<>();
        result.put("sum", numbers.stream().mapToInt(Integer::intValue).sum());
        result.put("names", new TreeSet<>(names.keySet()));
        result.put("nothing", null);
        return result;
    }

    @Task(name = "tasks.mark")
    public static int mark(int number) {
        ran("mark " + number);
        return number;
    }

    /** Waits longer than it may; a soft limit ends the wait. */
    @Task(name = "tasks.linger")
    public static String linger(boolean deaf) throws InterruptedException {
        Thread.sleep(30_000);
        return "waited";
    }

    @Task(name = "tasks.noop")
    public static void noop() {}

    /** Notes one execution in the ledger: a file of this process alone. */
    private static synchronized void ran(String key) {
        String folder = System.getenv("PEER_LEDGER");
        if (folder != null) {
            try {
                Files.writeString(
                        Path.of(folder, "java-" + ProcessHandle.current().pid()), key + "\n",
                        StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
