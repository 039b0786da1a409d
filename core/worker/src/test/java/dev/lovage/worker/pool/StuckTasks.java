package dev.lovage.worker.pool;

import dev.lovage.Task;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Tasks that get stuck, each in its way. In pools of threads they are let go again, or they would be stuck in the test's own process. */
public final class StuckTasks {

    static volatile boolean released;
    /** How many are stuck but for those at the socket. */
    static final AtomicInteger INSIDE = new AtomicInteger();

    private static final Object LOCK = new Object();

    private StuckTasks() {}

    @Task(name = "stuck.sleep")
    public static void sleep() throws InterruptedException {
        Thread.sleep(60_000);
    }

    @Task(name = "stuck.socket")
    public static int socket(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.getInputStream().read();
        }
    }

    @Task(name = "stuck.lock")
    public static boolean lock() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        Thread holder = new Thread(() -> {
            INSIDE.incrementAndGet();
            synchronized (LOCK) {
                held.countDown();
                while (!released) {
                    Thread.onSpinWait();
                }
            }
            INSIDE.decrementAndGet();
        });
        holder.setDaemon(true);
        holder.start();
        held.await();
        INSIDE.incrementAndGet();
        synchronized (LOCK) {
            INSIDE.decrementAndGet();
            return true;
        }
    }

    @Task(name = "stuck.loop")
    public static void loop() {
        INSIDE.incrementAndGet();
        while (!released) {}
        INSIDE.decrementAndGet();
    }

    /** Takes longer than anybody has; the group that it refers to keeps the JDK from a shortcut. */
    @Task(name = "stuck.regex")
    public static boolean regex() {
        INSIDE.incrementAndGet();
        try {
            return Pattern.matches("(x+x+)+\\1y", new Letters());
        } finally {
            INSIDE.decrementAndGet();
        }
    }

    /** Many letters x, until released. */
    private static final class Letters implements CharSequence {

        @Override
        public int length() {
            return 40;
        }

        @Override
        public char charAt(int index) {
            if (released) {
                throw new IllegalStateException("released");
            }
            return 'x';
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return "x".repeat(end - start);
        }

        @Override
        public String toString() {
            return "x".repeat(length());
        }
    }

    /** Waits in the kernel, in a call of the JDK's native code. */
    @Task(name = "stuck.native")
    public static int nativeCall(String fifo) throws IOException {
        INSIDE.incrementAndGet();
        try (InputStream in = new FileInputStream(fifo)) {
            return in.read();
        } finally {
            INSIDE.decrementAndGet();
        }
    }

    @Task(name = "stuck.warm")
    public static int warm(int x) {
        return x;
    }
}
