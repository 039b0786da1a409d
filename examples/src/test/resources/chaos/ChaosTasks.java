import dev.lovage.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** A task that notes when it starts and when it ends, in a file that is no part of what is tested. */
public class ChaosTasks {

    private static final long PID = ProcessHandle.current().pid();
    private static final FileChannel LEDGER = open();

    @Task(name = "chaos.work")
    public static int work(int number) throws IOException, InterruptedException {
        note("start", number);
        Thread.sleep(ThreadLocalRandom.current().nextInt(1, 9));
        note("end", number);
        return number;
    }

    private static void note(String phase, int number) throws IOException {
        String line = number + " " + phase + " " + PID + " " + System.currentTimeMillis() + "\n";
        LEDGER.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }

    private static FileChannel open() {
        try {
            return FileChannel.open(
                    Path.of(System.getenv("CHAOS_LEDGER"), "child-" + PID),
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
