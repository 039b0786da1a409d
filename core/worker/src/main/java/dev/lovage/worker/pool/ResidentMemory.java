package dev.lovage.worker.pool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much memory of the machine a process has at the moment, as Linux tells it in {@code /proc}. The file is kept open, so that a
 * look costs microseconds. Thread-safe.
 */
final class ResidentMemory implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ResidentMemory.class);
    private static final int PAGE_SIZE_ENTRY = 6;
    private static final long PAGE = pageSize();

    private final @Nullable FileChannel statm;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256);

    ResidentMemory(long pid) {
        statm = open(pid);
    }

    /** Whether this system tells. */
    static boolean known() {
        return PAGE > 0 && Files.isReadable(Path.of("/proc/self/statm"));
    }

    /** In bytes; 0 when the process has ended. */
    synchronized long bytes() {
        if (statm == null || !statm.isOpen()) {
            return 0;
        }
        try {
            buffer.clear();
            statm.read(buffer, 0);
            return secondNumber(buffer.flip()) * PAGE;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (statm != null) {
                statm.close();
            }
        } catch (IOException e) {
            log.debug("Closing a file of /proc", e);
        }
    }

    private static @Nullable FileChannel open(long pid) {
        try {
            return FileChannel.open(Path.of("/proc", String.valueOf(pid), "statm"));
        } catch (IOException e) {
            return null; // It has ended already.
        }
    }

    private static long secondNumber(ByteBuffer text) {
        while (text.hasRemaining() && text.get() != ' ') {
            continue;
        }
        long number = 0;
        while (text.hasRemaining()) {
            int digit = text.get() - '0';
            if (digit < 0 || digit > 9) {
                return number;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** From the vector that the kernel hands to each process: pairs of a number and a value. */
    private static long pageSize() {
        try {
            ByteBuffer vector = ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
                    .order(ByteOrder.nativeOrder());
            while (vector.remaining() >= 2 * Long.BYTES) {
                long entry = vector.getLong();
                long value = vector.getLong();
                if (entry == PAGE_SIZE_ENTRY) {
                    return value;
                }
            }
        } catch (IOException e) {
            log.debug("No page size is told here", e);
        }
        return 0;
    }
}
