package dev.lovage.worker.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lovage.messaging.Clock;
import dev.lovage.testkit.Eventually;
import dev.lovage.testkit.ManualClock;
import dev.lovage.worker.ChildOptions;
import dev.lovage.worker.channel.TaskLabel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("changes what all threads of this process share")
class LeftoversTest {

    private final List<String> told = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void endThreads() {
        end.countDown();
    }

    private Leftovers leftovers(ChildOptions.Leftovers wish) {
        return leftovers(wish, Clock.system());
    }

    private Leftovers leftovers(ChildOptions.Leftovers wish, Clock clock) {
        return new Leftovers(wish, clock, (task, left) -> told.add(task.name() + "[" + task.id() + "] left " + left));
    }

    private static TaskLabel task(String name, String id) {
        return new TaskLabel(id, name, "celery");
    }

    private Thread thread(String name) {
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void settled(Leftovers leftovers) {
        Eventually.until(Duration.ofSeconds(5), "all is told", () -> {
            leftovers.settle();
            return !leftovers.isPending();
        });
    }

    @Test
    void threadsAreToldOnceWithTheTaskThatLeftThem() {
        Leftovers leftovers = leftovers(ChildOptions.Leftovers.REPORT);
        for (int i = 1; i <= 4; i++) {
            thread("mine-" + i);
        }
        assertThat(leftovers.after(task("a", "1"))).isFalse();
        assertThat(told).as("while they may still end").isEmpty();
        settled(leftovers);
        assertThat(told).singleElement().asString().isEqualTo("a[1] left 4 threads: mine-1, mine-2, mine-3, …");
        leftovers.after(task("b", "2"));
        settled(leftovers);
        thread("yours");
        leftovers.after(task("c", "3"));
        settled(leftovers);
        assertThat(told).hasSize(2).last().isEqualTo("c[3] left 1 thread: yours");
    }

    @Test
    void aThreadThatSoonEndsIsNotToldEvenWhenTheNextTaskIsQuick() throws InterruptedException {
        ManualClock clock = new ManualClock(Instant.EPOCH);
        Leftovers leftovers = leftovers(ChildOptions.Leftovers.REPORT, clock);
        Thread thread = thread("soon gone");
        leftovers.after(task("a", "1"));
        thread("stays");
        leftovers.after(task("b", "2"));
        end.countDown();
        thread.join();
        clock.advance(Leftovers.GRACE);
        settled(leftovers);
        assertThat(told).noneMatch(line -> line.contains("soon gone"));
    }

    @Test
    void threadsThatTheJdkKeepsAreNotTold() throws Exception {
        Leftovers leftovers = leftovers(ChildOptions.Leftovers.RECYCLE);
        ForkJoinPool.commonPool().submit(() -> {}).get();
        assertThat(leftovers.after(task("a", "1"))).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void aProcessIsTold() throws IOException {
        Leftovers leftovers = leftovers(ChildOptions.Leftovers.RECYCLE);
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(leftovers.after(task("a", "1"))).isTrue();
            assertThat(told).singleElement().asString().startsWith("a[1] left 1 process: " + process.pid());
            assertThat(leftovers.after(task("b", "2"))).isFalse();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatAllTasksShareIsPutBack() {
        System.setProperty("leftovers.test", "before");
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        PrintStream out = System.out;
        Leftovers leftovers = leftovers(ChildOptions.Leftovers.REPORT);
        System.setProperty("leftovers.test", "after");
        System.setProperty("leftovers.new", "after");
        System.clearProperty("file.separator");
        Locale.setDefault(Locale.forLanguageTag("tlh"));
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
        System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        System.setIn(new ByteArrayInputStream(new byte[0]));
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
        assertThat(leftovers.after(task("a", "1"))).isFalse();
        assertThat(System.getProperty("leftovers.test")).isEqualTo("before");
        assertThat(System.getProperty("leftovers.new")).isNull();
        assertThat(System.getProperty("file.separator")).isEqualTo("/");
        assertThat(Locale.getDefault()).isEqualTo(locale);
        assertThat(TimeZone.getDefault()).isEqualTo(zone);
        assertThat(System.out).isSameAs(out);
        assertThat(Thread.getDefaultUncaughtExceptionHandler()).isNull();
        assertThat(told)
                .singleElement()
                .asString()
                .startsWith(
                        "a[1] left changed, now put back: "
                                + "system properties file.separator, leftovers.new, leftovers.test; time zone Asia/Tokyo; locale tlh; ")
                .contains("System.out; System.in; default handler of uncaught exceptions");
        leftovers.after(task("b", "2"));
        assertThat(told).hasSize(1);
        System.clearProperty("leftovers.test");
    }

    @Test
    void propertiesThatWereReplacedAsAWholeAreBackToo() {
        Leftovers leftovers = leftovers(ChildOptions.Leftovers.RECYCLE);
        Properties before = System.getProperties();
        Properties other = new Properties();
        other.putAll(before);
        other.setProperty("leftovers.new", "after");
        System.setProperties(other);
        assertThat(leftovers.after(task("a", "1"))).isTrue();
        assertThat(System.getProperties()).isSameAs(before);
        assertThat(told).singleElement().asString().endsWith("system property leftovers.new");
    }

    @Test
    void nobodyLooksWhenNobodyWants() {
        Leftovers leftovers = leftovers(ChildOptions.Leftovers.IGNORE);
        thread("mine");
        System.setProperty("leftovers.test", "after");
        assertThat(leftovers.after(task("a", "1"))).isFalse();
        assertThat(leftovers.isPending()).isFalse();
        assertThat(System.clearProperty("leftovers.test")).isEqualTo("after");
        assertThat(told).isEmpty();
    }
}
