import dev.lovage.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A task that notes when it starts and when it ends, in a file that is no part of what is tested, and that misbehaves if told to. */
public class ChaosTasks {

    /** Another one with each save. */
    static final int VERSION = 0;

    private static final long PID = ProcessHandle.current().pid();
    private static final Path FOLDER = Path.of(System.getenv("CHAOS_LEDGER"));
    private static final FileChannel LEDGER = open();

    @Task(name = "chaos.work")
    public static int work(int number, String deed) throws IOException, InterruptedException {
        note("start", number);
        switch (deed) {
            case "overrun" -> overrun(number);
            case "exhaust" -> exhaust(number);
            case "exit" -> exit(number);
            default -> Thread.sleep(ThreadLocalRandom.current().nextInt(1, 9));
        }
        note("end", number);
        return number;
    }

    /** Never ends by itself: the call has a hard time limit. */
    private static void overrun(int number) throws IOException {
        note("dies", number);
        while (true) {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException | RuntimeException e) {
                Thread.onSpinWait();
            }
        }
    }

    /** Needs more memory than there is, the first time. */
    private static void exhaust(int number) throws IOException {
        if (first(number)) {
            note("dies", number);
            List<long[]> hoard = new ArrayList<>();
            while (true) {
                hoard.add(new long[1 << 20]);
            }
        }
    }

    /** Ends its process, the first time. */
    private static void exit(int number) throws IOException {
        if (first(number)) {
            note("dies", number);
            System.exit(3);
        }
    }

    private static boolean first(int number) throws IOException {
        try {
            Files.createFile(FOLDER.resolve("died-" + number));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static void note(String phase, int number) throws IOException {
        String line = number + " " + phase + " " + PID + " " + System.currentTimeMillis() + " " + VERSION + "\n";
        LEDGER.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }

    private static FileChannel open() {
        try {
            return FileChannel.open(
                    FOLDER.resolve("child-" + PID), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
