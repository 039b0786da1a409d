package dev.lovage.worker.child;

import dev.lovage.messaging.Clock;
import dev.lovage.worker.ChildOptions;
import dev.lovage.worker.Outcome;
import dev.lovage.worker.Request;
import dev.lovage.worker.TaskFields;
import dev.lovage.worker.app.Application;
import dev.lovage.worker.app.ApplicationException;
import dev.lovage.worker.channel.Frame;
import dev.lovage.worker.channel.Frame.Done;
import dev.lovage.worker.channel.Frame.Hello;
import dev.lovage.worker.channel.Frame.Join;
import dev.lovage.worker.channel.Frame.Progress;
import dev.lovage.worker.channel.Frame.Recall;
import dev.lovage.worker.channel.Frame.Run;
import dev.lovage.worker.channel.Frame.Setup;
import dev.lovage.worker.channel.Frame.Unloadable;
import dev.lovage.worker.channel.FrameInput;
import dev.lovage.worker.channel.TaskLabel;
import dev.lovage.worker.run.Relayed;
import dev.lovage.worker.run.TaskRunner;
import dev.lovage.worker.weave.Exits;
import java.io.File;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * The main program of a child JVM: it learns from its standard input how to join its parent, loads the application, and runs one
 * task after the other on its main thread.
 */
public final class ChildMain {

    private static final Duration LONGEST_EXIT = Duration.ofSeconds(2);

    /** The exit code of a child in which something of Lovage's own failed: EX_SOFTWARE. */
    private static final int BROKEN = 70;

    private static volatile boolean thisProcess;

    private final Setup setup;
    private final ChildChannel channel;
    private final TaskOutput output;
    private final ChannelRelay relay;

    private ChildMain(Setup setup, TaskOutput output) throws IOException {
        this.setup = setup;
        this.output = output;
        this.channel = new ChildChannel(Path.of(setup.socket()), this::aside);
        this.relay = new ChannelRelay(channel::ask, setup.replyTo());
    }

    /** Started by a process pool only. */
    public static void main(String[] args) {
        ignoreSignals();
        boundExit();
        try {
            serve(args.length > 0 ? ChildOptions.Leftovers.valueOf(args[0]) : ChildOptions.Leftovers.REPORT);
        } catch (Throwable broken) {
            giveUp(broken);
        }
    }

    /** Without its main thread, but with one that a task left, the process would live on and look idle, and run nothing. */
    private static void giveUp(Throwable broken) {
        haltLater(BROKEN);
        try {
            log().error("Lovage's own part of this process failed; the process ends and is replaced", broken);
        } finally {
            Runtime.getRuntime().halt(BROKEN);
        }
    }

    /** Whether this process is a child: in others, this code may be there and not run. */
    static boolean isThisProcess() {
        return thisProcess;
    }

    /** Reads what the parent has to say, and does it until the process ends. */
    static void serve(ChildOptions.Leftovers wish) throws IOException {
        thisProcess = true;
        TaskOutput output = TaskOutput.install();
        Frame first = new FrameInput(Channels.newChannel(System.in))
                .await()
                .orElseThrow(() -> new IOException("This program is started by a Lovage worker, not by hand"));
        if (!(first instanceof Setup setup)) {
            throw new IOException("This program is started by a Lovage worker, not by hand");
        }
        new ChildMain(setup, output).work(wish);
    }

    /**
     * A signal to the whole process group is the parent's business; handlers, unlike ignoring, are not inherited by processes.
     * Left alone, TSTP would stop a child, and USR1 and USR2 would end it.
     */
    private static void ignoreSignals() {
        for (String name : new String[] {"INT", "TERM", "HUP", "TSTP", "USR1", "USR2"}) {
            try {
                Signal.handle(new Signal(name), signal -> {});
            } catch (IllegalArgumentException e) {
                // This platform has no such signal, or -Xrs took it away.
                continue;
            }
        }
    }

    /** A task's exit hooks must not keep a child that exits; where the code that was asked for is known, it is kept. */
    private static void boundExit() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> haltLater(Exits.asked().orElse(1))));
    }

    private static void haltLater(int code) {
        Thread guillotine = new Thread(() -> {
            try {
                Clock.system().sleep(LONGEST_EXIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(code);
        });
        guillotine.setDaemon(true);
        guillotine.start();
    }

    private void work(ChildOptions.Leftovers wish) {
        channel.send(
                new Join(Frame.VERSION, setup.token(), ProcessHandle.current().pid()));
        channel.listen();
        Relayed.install(relay);
        Optional<Application> application = load();
        if (application.isEmpty()) {
            return;
        }
        TaskRunner runner = new TaskRunner(
                application.get(), Clock.system(), setup.maxResultBytes(), setup.hostname(), this::progress);
        runner.hooks().processInit(setup.hostname());
        Leftovers leftovers = new Leftovers(wish, Clock.system(), this::tell);
        channel.send(new Hello(
                application.get().catalog(), application.get().app().settings().code()));
        boolean more = true;
        while (more) {
            Frame frame = next(leftovers);
            more = frame instanceof Run run && run(runner, run.request(), leftovers);
        }
        runner.hooks().processShutdown(setup.hostname(), 0);
        System.exit(0);
    }

    /** The application; empty when that was refused and the process ends. */
    private Optional<Application> load() {
        // Where the application's classes are, as it may ask; they are loaded by a loader of their own.
        setup.classPath()
                .forEach(entry -> System.setProperty(
                        "java.class.path", System.getProperty("java.class.path", "") + File.pathSeparator + entry));
        try {
            return Optional.of(Application.load(
                    setup.applications(),
                    setup.includes(),
                    setup.classPath().stream().map(Path::of).toList(),
                    setup.settings()));
        } catch (ApplicationException e) {
            refuse(String.valueOf(e.getMessage()), !(e.getCause() instanceof ExceptionInInitializerError));
        } catch (Throwable e) {
            refuse("The application could not be loaded: " + e, false);
        }
        return Optional.empty();
    }

    private void refuse(String reason, boolean lasting) {
        output.settle();
        channel.send(new Unloadable(reason, lasting));
        System.exit(1);
    }

    private void aside(Frame frame) {
        if (frame instanceof Recall recall) {
            channel.giveBack(recall.slot());
        } else {
            relay.take(frame);
        }
    }

    private Frame next(Leftovers leftovers) {
        while (leftovers.isPending()) {
            Optional<Frame> frame = channel.next(Leftovers.GRACE);
            if (frame.isPresent()) {
                return frame.get();
            }
            leftovers.settle();
        }
        return channel.next();
    }

    /** Made when there is something to say: it takes a tenth of a second of a start. */
    private static Logger log() {
        return LoggerFactory.getLogger(ChildMain.class);
    }

    /** Runs one request; says whether the process is fit for another. */
    private boolean run(TaskRunner runner, Request request, Leftovers leftovers) {
        TaskLabel label = new TaskLabel(request.id(), request.task(), request.queue());
        output.task(label);
        Outcome outcome = runner.run(request);
        boolean left = leftovers.after(label);
        output.end();
        boolean last = runner.isSpent() || left;
        channel.send(new Done(request.slot(), outcome, last));
        return !last;
    }

    /** What a task left behind may be found out when another one runs. */
    private void tell(TaskLabel task, String left) {
        output.about(task, () -> {
            try (TaskFields.Scope inside = TaskFields.enter(task.id(), task.name(), task.queue())) {
                log().warn("Task {}[{}] left {}", task.name(), task.id(), left);
            }
        });
    }

    private void progress(long slot, String state, byte[] value) {
        channel.send(new Progress(slot, state, value));
    }
}
