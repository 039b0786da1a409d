import dev.lovage.Task;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** A task that does nothing, and one that computes for a millisecond. */
public class SpeedTasks {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Task(name = "speed.nothing", ignoreResult = true)
    public static void nothing() {}

    /**
     * A millisecond of this thread's own processor time, however busy the machine is; where threads have no such time, as virtual ones, a
     * millisecond by the clock.
     */
    @Task(name = "speed.compute", ignoreResult = true)
    public static long compute() {
        long sum = 0;
        for (long until = cpu() + 1_000_000; cpu() < until; ) {
            for (int i = 0; i < 2_000; i++) {
                sum = sum * 31 + i;
            }
        }
        return sum;
    }

    private static long cpu() {
        long time = THREADS.getCurrentThreadCpuTime();
        return time < 0 ? System.nanoTime() : time;
    }
}
