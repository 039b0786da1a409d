import dev.lovage.Task;
import dev.lovage.TaskContext;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The tasks of {@code lovage demo}: a source file is an application. Run it: {@code lovage -A Demo.java worker}. */
public class Demo {

    @Task(name = "demo.add")
    public static int add(int x, int y) {
        return x + y;
    }

    /** Waits, as for some other machine. */
    @Task(name = "demo.slow")
    public static int slow(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return millis;
    }

    /** Fails: the caller gets the exception's type and text, the worker runs on. */
    @Task(name = "demo.fail")
    public static void fail(int customer) {
        throw new IllegalStateException("no such customer: " + customer);
    }

    /** Calls another task and returns its id, without waiting for it. */
    @Task(name = "demo.relay")
    public static String relay(TaskContext context, int x, int y) {
        return context.app().signature("demo.add").args(x, y).delay().id();
    }

    /** Takes much and returns little. */
    @Task(name = "demo.checksum")
    public static long checksum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    @Task(name = "demo.greet")
    public static String greet(String name) {
        return "Hello, " + name + " 👋";
    }
}
